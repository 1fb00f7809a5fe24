import type { Verdicts } from './verdict.ts';

export const ELASTIC_BEANSTALK: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const CLOUDTRAIL: Verdicts = {};

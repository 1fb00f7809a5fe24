import type { Verdicts } from './verdict.ts';

export const CODEDEPLOY: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const CLOUDWATCH_ALARM: Verdicts = {};

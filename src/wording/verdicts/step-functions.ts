import type { Verdicts } from './verdict.ts';

export const STEP_FUNCTIONS: Verdicts = {};

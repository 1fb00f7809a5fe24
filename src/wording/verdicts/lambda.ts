import type { Verdicts } from './verdict.ts';

export const LAMBDA: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const GENERIC: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const CODECOMMIT: Verdicts = {};

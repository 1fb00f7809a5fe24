import type { Verdicts } from './verdict.ts';

export const HEALTH: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const CLOUDFORMATION: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const ECS: Verdicts = {};

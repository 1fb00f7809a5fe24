import type { Verdicts } from './verdict.ts';

export const ECR: Verdicts = {};

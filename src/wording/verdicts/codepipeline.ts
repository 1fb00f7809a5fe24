import type { Verdicts } from './verdict.ts';

export const CODEPIPELINE: Verdicts = {};

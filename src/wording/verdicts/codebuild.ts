import type { Verdicts } from './verdict.ts';

export const CODEBUILD: Verdicts = {};

import type { Verdicts } from './verdict.ts';

export const PIPEBELL_NOTIFICATION: Verdicts = {};

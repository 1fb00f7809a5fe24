import type { Values, Verdict, Verdicts } from './verdicts/verdict.ts';

/** The sentences that are loaded, by code. */
const loaded = new Map<string, Verdict>();

export const addVerdicts = (verdicts: Verdicts): void => {
  for (const [code, verdict] of Object.entries(verdicts)) loaded.set(code, verdict);
};

/** @returns the sentence; `undefined` for a code that is not loaded, or that this version does not have. */
export const verdictText = (about: string, { code, values }: { code: string; values: Values }): string | undefined =>
  loaded.get(code)?.(about, values);

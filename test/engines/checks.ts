/** A sentence that has to hold, and the function that throws if it does not. */
export type Check = readonly [sentence: string, run: () => Promise<void>];

/** Runs checks one after another. @returns the sentences that do not hold, with the first lines of the reason. */
export const problemsOf = async (checks: readonly Check[]): Promise<string[]> => {
  const problems: string[] = [];
  for (const [sentence, run] of checks) {
    try {
      await run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      problems.push(`not true: ${sentence}. ${reason.split('\n').slice(0, 12).join('\n    ')}`);
    }
  }
  return problems;
};

/**
 * Steps that end what a run has started. They run once, the last one first: when the run calls `cleanUp`, and after
 * Ctrl-C or a request to end, which then ends the process with 130 or 143.
 */
export const openCleanUps = () => {
  const cleanUps: (() => unknown)[] = [];
  let cleaning: Promise<void> | undefined;
  const cleanUp = (): Promise<void> => {
    cleaning ??= (async () => {
      for (const step of cleanUps.reverse()) await step();
    })();
    return cleaning;
  };
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
  }
  return { cleanUps, cleanUp };
};

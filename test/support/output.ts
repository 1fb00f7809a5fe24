/** Keeps what is written to standard output and standard error, instead of showing it, until the result is called. */
const keepOutput = (): (() => string[]) => {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writers = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = ((chunk: string) => written.push(String(chunk)) > 0) as typeof stream.write;
  }
  return () => {
    for (const [at, stream] of streams.entries()) stream.write = writers[at] as typeof stream.write;
    return written;
  };
};

/** What is written to standard output and standard error while `work` runs. */
export const outputOf = (work: () => void): string[] => {
  const stop = keepOutput();
  try {
    work();
  } finally {
    stop();
  }
  return stop();
};

/** {@link outputOf}, for work that takes its time. */
export const outputOfAll = async (work: () => Promise<void>): Promise<string[]> => {
  const stop = keepOutput();
  try {
    await work();
  } finally {
    stop();
  }
  return stop();
};

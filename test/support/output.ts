/** Captures standard output and standard error until the returned function is called. */
const captureOutput = (): (() => string[]) => {
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

/** Everything written to standard output and standard error while `work` runs. */
export const outputOf = (work: () => void): string[] => {
  const stop = captureOutput();
  try {
    work();
  } finally {
    stop();
  }
  return stop();
};

/** {@link outputOf} for asynchronous work. */
export const outputOfAll = async (work: () => Promise<void>): Promise<string[]> => {
  const stop = captureOutput();
  try {
    await work();
  } finally {
    stop();
  }
  return stop();
};

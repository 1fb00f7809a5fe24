import { loadEventSources } from '../events/index.ts';
import type { Example } from '../model/event-source.ts';

export interface Sample extends Example {
  /** Name of the event source whose example it is. */
  readonly source: string;
}

/** The examples of all event sources. Each call creates events with new identities. */
export const loadSamples = async (now: Date): Promise<Sample[]> => {
  const sources = await loadEventSources();
  const samples = sources.map(async ({ name: source, examples }) =>
    (await examples(now)).map((example) => ({ ...example, source })),
  );
  return (await Promise.all(samples)).flat();
};

/** Names that the command line accepts. */
export const sampleNames: readonly string[] = (await loadSamples(new Date(0))).map(({ name }) => name);

/** @returns `undefined` if there is no sample of that name. */
export const sampleEvent = async (name: string, now: Date): Promise<Sample | undefined> =>
  (await loadSamples(now)).find((sample) => sample.name === name);

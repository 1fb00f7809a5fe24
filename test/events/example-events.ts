import type { Example } from '../../src/model/event-source.ts';
import { sources } from './reading.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests change events in every place
type Json = any;

const NOW = new Date('2026-03-04T09:15:30.000Z');

const examples = (await Promise.all(sources.map((source) => source.examples(NOW)))).flat();

const exampleNamed = (name: string): Example => {
  const example = examples.find((each) => each.name === name);
  if (!example) throw new Error(`no example is called ${name}`);
  return example;
};

/** The text of a source's example. */
export const exampleText = (name: string): string => exampleNamed(name).text;

/** A copy of a source's example that tests may change. */
export const exampleBody = (name: string): Json => JSON.parse(exampleText(name));

import { readFile } from 'node:fs/promises';
import { loadEventSources } from '../events/index.ts';
import { LEVELS, MOMENTS, OCCASIONS, SEVERITIES, TRANSITIONS } from '../model/notification.ts';
import { loadPlatforms } from '../platforms/index.ts';
import { enrichSample } from '../samples/enrichment.ts';
import { notificationOf } from '../samples/notification.ts';
import { type Sample as Example, loadSamples } from '../samples/samples.ts';
import { headline, icon } from '../wording/words.ts';
import type { Catalogue, Sample } from './api.ts';
import { FAULTS, RECEIVER_MODES } from './receiver-modes.ts';
import { RefusalError } from './refusal.ts';
import { platformView } from './schema.ts';

const sampleView = async (example: Example, now: Date): Promise<Sample> => {
  const { name, source, text, subject, transition } = example;
  const notification = await enrichSample(await notificationOf(example, now), now);
  const { moment, level, severity } = notification;
  return {
    name,
    source,
    text,
    ...(subject !== undefined && { subject }),
    ...(transition && { transition }),
    headline: headline(notification),
    icon: icon(notification),
    moment,
    ...(level && { level }),
    severity,
  };
};

const versionOf = async (): Promise<string> => {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
};

/** The catalogue, derived from the registries of event sources and platforms. */
export const readCatalogue = async (now: Date): Promise<Catalogue> => {
  const [version, samples, platforms, sources] = await Promise.all([
    versionOf(),
    loadSamples(now),
    loadPlatforms(),
    loadEventSources(),
  ]);
  return {
    version,
    samples: await Promise.all(samples.map((sample) => sampleView(sample, now))),
    platforms: platforms.map(platformView),
    sources: sources.map(({ name, subscribes }) => ({
      name,
      subscribes: subscribes.map(({ source, detailTypes }) => ({ source, detailTypes })),
    })),
    moments: MOMENTS,
    levels: LEVELS,
    severities: SEVERITIES,
    occasions: OCCASIONS,
    transitions: TRANSITIONS,
    modes: Object.entries(RECEIVER_MODES).map(([name, { label, hint }]) => ({
      name: name as keyof typeof RECEIVER_MODES,
      label,
      hint,
    })),
    faults: Object.entries(FAULTS).map(([name, texts]) => ({ name: name as keyof typeof FAULTS, ...texts })),
  };
};

/** A new copy of a sample, with ids of its own. @throws RefusalError for an unknown name. */
export const readSample = async (name: string, now: Date): Promise<Sample> => {
  const found = (await loadSamples(now)).find((sample) => sample.name === name);
  if (!found) throw new RefusalError(404, 'There is no sample of that name.');
  return sampleView(found, now);
};

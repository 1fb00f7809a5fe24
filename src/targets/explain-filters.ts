import { occasionsOf } from '../model/moments.ts';
import type { Notification } from '../model/notification.ts';
import type { Filters } from '../model/target.ts';
import { stoppedBy } from '../relay/route.ts';
import { safeLine } from '../text/safe-line.ts';

const MAX_WORDS_CHARS = 200;

/** One filter of a target beside what an event has for it. */
interface Comparison {
  readonly filter: string;
  readonly wants: readonly string[];
  readonly has: string | undefined;
}

/** Why a target gets an event, or which of its filters stops it, in words and in parts. */
export interface Why {
  readonly gets: boolean;
  readonly filter?: string;
  readonly wants?: readonly string[];
  readonly has?: string | undefined;
  readonly words: string;
}

const safe = (words: readonly string[]): string[] => words.map((word) => safeLine(word, MAX_WORDS_CHARS));

/** Every filter that the target has, but the switch. */
const comparisons = ({ on, levels, when }: Filters, notification: Notification): Comparison[] => {
  const { level, pipeline, account, region, stage, failures, source, resource } = notification;
  const globs: [string, readonly string[] | undefined, string | undefined][] = [
    ['when.pipelines', when?.pipelines, pipeline?.name],
    ['when.accounts', when?.accounts, account],
    ['when.regions', when?.regions, region],
    ['when.stages', when?.stages, stage ?? failures.find((failure) => failure.stage)?.stage],
    ['when.sources', when?.sources, source],
    ['when.resources', when?.resources, resource?.name],
  ];
  return [
    { filter: 'on', wants: on, has: occasionsOf(notification).join(', ') },
    { filter: 'levels', wants: levels, has: level },
    ...globs.flatMap(([filter, wants, has]) => (wants ? [{ filter, wants: safe(wants), has }] : [])),
  ];
};

const passes = ({ filter, wants, has }: Comparison, { moment }: Notification): string => {
  if (filter === 'levels' && (has === undefined || moment === 'approval')) return 'any level';
  if (filter === 'levels' || filter === 'on') return `${filter} has ${has}`;
  return `${filter} ${wants.join(', ')} takes ${has ?? 'an event without one'}`;
};

/** Compares a target's filters with an event, as the router does. */
export const explainTarget = (filters: Filters, notification: Notification): Why => {
  const stop = stoppedBy(filters, notification);
  if (stop === 'enabled') {
    return { gets: false, filter: stop, wants: ['true'], has: 'false', words: 'enabled: it is switched off' };
  }
  const compared = comparisons(filters, notification);
  const found = compared.find(({ filter }) => filter === stop);
  if (!found) {
    const words = compared.map((each) => safeLine(passes(each, notification), MAX_WORDS_CHARS)).join('; ');
    return { gets: true, words };
  }
  const has = found.has === undefined ? undefined : safeLine(found.has, MAX_WORDS_CHARS);
  const words = `${found.filter}: wants ${found.wants.join(', ')}; this ${has === undefined ? 'has none' : `is ${has}`}`;
  return { gets: false, ...found, has, words };
};

import type { Notification } from '../model/notification.ts';
import type { Filters } from '../model/target.ts';
import { FILTERS, type Filter } from '../relay/route.ts';
import { redact } from '../text/redact.ts';
import { safeLine } from '../text/safe-line.ts';

const MAX_WORDS_CHARS = 200;

/** Why a target gets an event, or which of its filters stops the event, as a sentence and in parts. */
export interface Why {
  readonly gets: boolean;
  /** The filter that stops the event, with what it wants and what the event has. */
  readonly filter?: string;
  readonly wants?: readonly string[];
  readonly has?: string | undefined;
  readonly words: string;
}

/** One filter of a target beside what an event has for it. */
interface Comparison {
  readonly filter: string;
  readonly wants: readonly string[];
  readonly has: string | undefined;
  readonly passes: boolean;
}

const safe = (text: string): string => safeLine(redact(text), MAX_WORDS_CHARS);

const compare = ([filter, { wants, has, passes }]: [string, Filter], filters: Filters, event: Notification) => {
  const wanted = wants(filters);
  if (wanted === undefined) return [];
  const found = has(event);
  const comparison: Comparison = {
    filter,
    wants: wanted.map(safe),
    has: found && safe(found.join(', ')),
    passes: passes(wanted, found),
  };
  return [comparison];
};

const passedWords = ({ filter, wants, has }: Comparison): string => {
  if (filter.startsWith('when.')) return safe(`${filter} ${wants.join(', ')} takes ${has ?? 'an event without one'}`);
  return has === undefined ? 'any level' : safe(`${filter} has ${has}`);
};

const stoppedWords = ({ filter, wants, has }: Comparison): string => {
  if (filter === 'enabled') return 'enabled: the target is disabled';
  return `${filter}: wants ${wants.join(', ')}; this ${has === undefined ? 'has none' : `is ${has}`}`;
};

/** Compares a target's filters with an event by the router's own table. */
export const explainTarget = (
  filters: Filters,
  notification: Notification,
  table: Readonly<Record<string, Filter>> = FILTERS,
): Why => {
  const compared = Object.entries(table).flatMap((entry) => compare(entry, filters, notification));
  const stop = compared.find(({ passes }) => !passes);
  if (!stop) return { gets: true, words: compared.map(passedWords).join('; ') };
  const { filter, wants, has } = stop;
  return { gets: false, filter, wants, has, words: stoppedWords(stop) };
};

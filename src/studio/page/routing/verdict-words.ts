import type { Verdict } from '../../api.ts';
import { FIELDS } from './field-words.ts';
import { LEVELS, type Level, OCCASIONS, type Occasion } from './words.ts';

const occasionLabel = (name: string): string => OCCASIONS[name as Occasion]?.label ?? name;

const levelLabel = (name: string): string => LEVELS[name as Level]?.label ?? name;

/** The values of a filter in the words of the form. */
export const filterValues = (filter: string, values: readonly string[]): string => {
  if (filter === 'on') return values.map(occasionLabel).join(', ');
  if (filter === 'levels') return values.map(levelLabel).join(', ');
  if (filter === 'enabled') return values.map((value) => (value === 'false' ? 'off' : 'on')).join('');
  return values.join(', ');
};

/** The title of a filter in the words of the form. */
export const filterTitle = (filter: string): string => {
  const label = FIELDS[filter]?.label ?? filter;
  if (!filter.startsWith('when.')) return label;
  return `${FIELDS.when?.label} ${label.replace(/^(?!AWS|Region)./, (letter) => letter.toLowerCase())}`;
};

/** What the event has for a filter. Several values are separated by commas. */
export const eventValue = (filter: string, has: string | undefined): string =>
  has === undefined ? 'none' : filterValues(filter, has.split(', '));

/** Nouns for what an event has none of, by filter. */
const NOUNS: Readonly<Record<string, string>> = {
  'when.pipelines': 'pipeline',
  'when.accounts': 'account',
  'when.regions': 'Region',
  'when.stages': 'stage',
  'when.sources': 'source',
  'when.resources': 'resource',
};

const stopWords = ({ filter = '', wants = [], has }: Verdict): string => {
  if (filter === 'enabled') return 'the target is off';
  const wanted = filterValues(filter, wants);
  if (filter === 'on') return `it notifies on ${wanted} only, and this is ${eventValue(filter, has)}`;
  if (filter === 'levels') return `it takes ${wanted} only, and this is ${eventValue(filter, has)}`;
  const own = has === undefined ? `this has no ${NOUNS[filter] ?? filter}` : `this is ${has}`;
  return `it is only for ${wanted}, and ${own}`;
};

/**
 * Why a target gets the event or not, in one sentence.
 * @param chosen the values of the target's `on`.
 * @param occasions the values that match the event.
 */
export const verdictSentence = (verdict: Verdict, chosen: readonly string[], occasions: readonly string[]): string => {
  if (verdict.filter === 'invalid') return 'The target is not valid, so that it gets nothing.';
  if (!verdict.gets) return `Does not get the event: ${stopWords(verdict)}.`;
  const matching = occasions.filter((occasion) => chosen.includes(occasion));
  return `Gets the event: it notifies on ${filterValues('on', matching)}.`;
};

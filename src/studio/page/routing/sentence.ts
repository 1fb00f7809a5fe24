import type { PlatformView } from '../../target-api.ts';
import { asFields, asList, type Fields, type Value } from './value.ts';
import { LEVELS, type Level, OCCASIONS, type Occasion, type OccasionWord } from './words.ts';

const listed = (words: readonly string[], last = 'and'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

const strings = (value: Value): string[] =>
  asList(value).filter((each): each is string => typeof each === 'string' && each !== '');

const occasionWord = (name: string): OccasionWord | undefined => OCCASIONS[name as Occasion];

/** `Failed` includes both kinds of failure, so that they need no words of their own. */
const INCLUDED: readonly string[] = ['broken', 'still-failing'];

const newsOf = (on: readonly string[]): string =>
  listed(
    on
      .filter((occasion) => !(on.includes('failed') && INCLUDED.includes(occasion)))
      .map((occasion) => occasionWord(occasion)?.news ?? occasion),
  );

/** `web-* or api-*, but not web-test`. */
const namesOf = (globs: readonly string[]): string => {
  const wanted = globs.filter((glob) => !glob.startsWith('!'));
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1));
  const not = unwanted.length > 0 ? `but not ${listed(unwanted, 'or')}` : '';
  return [listed(wanted, 'or') || 'any name', not].filter(Boolean).join(', ');
};

/** Words before the names of a filter, by field of `when`. Pipelines come first. */
const PLACES: Readonly<Record<string, string>> = {
  pipelines: 'of pipelines',
  resources: 'of resources named',
  sources: 'from',
  stages: 'at stages',
  accounts: 'in account',
  regions: 'in Region',
};

const placesOf = (when: Fields): string => {
  const parts = Object.entries(PLACES).flatMap(([field, words]) => {
    const globs = strings(when[field]);
    return globs.length > 0 ? [`${words} ${namesOf(globs)}`] : [];
  });
  return parts.length > 0 ? parts.join(' ') : 'of all pipelines and other sources';
};

const levelsOf = (levels: readonly string[]): string =>
  levels.length === 0 || (levels.length === 1 && levels[0] === 'pipeline')
    ? ''
    : `, for ${listed(levels.map((level) => LEVELS[level as Level]?.news ?? level))}`;

const SPECIAL: Readonly<Record<string, string>> = { '<!here>': '@here', '<!channel>': '@channel' };

const personOf = (who: Value): string => {
  if (typeof who !== 'string') return String(asFields(who).name ?? 'a person');
  if (/^<!subteam/.test(who)) return 'a group';
  if (/^<@&/.test(who)) return 'a role';
  return SPECIAL[who] ?? (who.startsWith('<@') ? 'a person' : who);
};

const mentionsOf = (mention: Fields): string => {
  const parts = Object.entries(mention).flatMap(([occasion, who]) => {
    const people = [...new Set(asList(who).map(personOf))];
    // The first failure in a row is a failure for mentions; a further one is not.
    const one = occasionWord(occasion === 'failed' ? 'broken' : occasion)?.one ?? occasion;
    return people.length > 0 ? [`${listed(people)} for ${one}`] : [];
  });
  if (mention.author === true) parts.push('the author of the commit');
  return parts.length > 0 ? `; mentions ${listed(parts)}` : '';
};

const THREADS: Readonly<Record<string, string>> = {
  incident: ', with one message for each incident',
  run: ', with one message for each run',
};

/** What a target does, in one sentence: "Sends failures and fixes of pipelines web-* to Slack." */
export const sentenceOf = (platform: PlatformView, values: Fields): string => {
  const valueAt = (name: string): Value => {
    const field = platform.fields.find((each) => each.name === name);
    return field && (values[name] ?? field.default);
  };
  const on = strings(valueAt('on'));
  const levels = strings(valueAt('levels'));
  if (on.length === 0 || levels.length === 0) return 'Sends nothing: choose what to notify on.';
  const places = placesOf(asFields(valueAt('when')));
  const thread = THREADS[String(valueAt('thread'))] ?? '';
  const mentions = mentionsOf(asFields(valueAt('mention')));
  const sends = `${newsOf(on)} ${places}${levelsOf(levels)} to ${platform.product}${thread}${mentions}.`;
  return valueAt('enabled') === false ? `Is off. When it is on, it sends ${sends}` : `Sends ${sends}`;
};

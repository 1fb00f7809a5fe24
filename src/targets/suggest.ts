import { OCCASIONS } from '../model/notification.ts';
import { targetFields, WHEN_HELP } from '../model/target.ts';
import { closest, didYouMean } from '../text/closest.ts';
import { isRecord } from '../text/json.ts';
import { allFields } from './target-fields.ts';

/** The names that may stand in an object of a target, by its path. */
const namesAt = (path: string): readonly string[] => {
  if (path === '') return [...Object.keys(targetFields), ...allFields().map(({ name }) => name)];
  if (path === 'when') return Object.keys(WHEN_HELP);
  return path === 'mention' ? [...OCCASIONS, 'author'] : [];
};

const valueAt = (raw: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }, raw);

const suggest = (problem: string, raw: unknown): string => {
  const [, path = '', fields] = /^(?:(\S+): )?unknown field (".*")$/.exec(problem) ?? [];
  if (fields !== undefined) {
    return problem.replace(/"([^"]*)"/g, (quoted, name: string) => quoted + didYouMean(name, namesAt(path)));
  }
  const [, place, words] = /^(\S+): expected (".*")$/.exec(problem) ?? [];
  const value = place === undefined ? undefined : valueAt(raw, place);
  const choices = [...(words ?? '').matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
  const meant = typeof value === 'string' ? closest(value, choices) : undefined;
  // Before the list, which may be long.
  return meant === undefined ? problem : `${place}: did you mean ${meant}? expected ${words}`;
};

/** Adds to problems of a target what misspelt fields and words probably mean. No value of the target is quoted. */
export const withSuggestions = (problems: readonly string[], raw: unknown): readonly string[] =>
  problems.map((problem) => suggest(problem, raw));

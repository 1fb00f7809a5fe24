import type { Filters } from '../model/target.ts';
import { globMatches } from '../relay/glob.ts';

const isExclusion = (glob: string): boolean => glob.startsWith('!');

/** `true` if an exclusion covers an inclusion. Without `?`, it is enough to match the inclusion's glob as text. */
const covers = (exclusion: string, inclusion: string): boolean =>
  !exclusion.includes('?') && globMatches(exclusion.slice(1), inclusion);

/** Globs that can match an account id or a Region. Any other glob matches none. */
const FORMS: Readonly<Record<string, RegExp>> = {
  accounts: /^(?:\d{12}|(?=.*[*])[\d*?]{1,13}|[\d?]{12})$/,
  regions: /^[a-z0-9*?-]+$/,
};

const emptyFilter = (name: string, globs: readonly string[]): boolean => {
  const [exclusions, inclusions] = [globs.filter(isExclusion), globs.filter((glob) => !isExclusion(glob))];
  if (inclusions.length === 0) return exclusions.some((exclusion) => covers(exclusion, '*'));
  const form = FORMS[name];
  return inclusions.every(
    (inclusion) =>
      (form !== undefined && !form.test(inclusion)) || exclusions.some((exclusion) => covers(exclusion, inclusion)),
  );
};

/** Describes the filters that no event can pass. */
export const unsatisfiable = ({ on, when = {} }: Filters): string[] => {
  const filters = Object.entries(when).filter((entry): entry is [string, string[]] => entry[1] !== undefined);
  const empty = filters.filter(([name, globs]) => emptyFilter(name, globs)).map(([name]) => name);
  const bare = on.every((occasion) => occasion === 'message')
    ? filters
        .filter(([name, globs]) => /^(pipelines|stages)$/.test(name) && !globs.every(isExclusion))
        .map(([name]) => name)
    : [];
  return [
    ...empty.map((name) => `nothing can match when.${name}`),
    ...bare
      .filter((name) => !empty.includes(name))
      .map((name) => `a message has no ${name.slice(0, -1)}, so nothing can match`),
  ];
};

import type { Verdict } from '../../api.ts';
import type { TargetField, TargetView } from '../../target-api.ts';
import { filterValues } from './verdict-words.ts';

export interface Filter {
  /** Path of the field, such as `when.pipelines`. */
  readonly name: string;
  readonly accepts: string;
  /** `skipped`: an earlier filter did not pass. */
  readonly state: 'passed' | 'stopped' | 'skipped';
}

const FIRST = ['enabled', 'on', 'levels'];

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

const valueAt = (target: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], target);

/** The values of a target's `on`, or the default. */
export const chosenOccasions = ({ target }: TargetView, fields: readonly TargetField[]): readonly string[] =>
  textsOf(valueAt(target, 'on') ?? fields.find(({ name }) => name === 'on')?.default ?? []);

/** The filters of a target in the relay's order, with the result of each for the event. */
export const filtersOf = (view: TargetView, verdict: Verdict, fields: readonly TargetField[]): readonly Filter[] => {
  const when = fields.find(({ name }) => name === 'when')?.fields ?? [];
  const defaults = new Map(fields.map((field) => [field.name, field.default]));
  let stopped = false;
  return [...FIRST, ...when.map(({ name }) => `when.${name}`)].flatMap((name): Filter[] => {
    const value = valueAt(view.target, name) ?? defaults.get(name);
    if (value === undefined) return [];
    const state = stopped ? 'skipped' : verdict.filter === name ? 'stopped' : 'passed';
    stopped ||= state === 'stopped';
    return [{ name, accepts: filterValues(name, textsOf(value)), state }];
  });
};

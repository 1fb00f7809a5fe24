import type { TargetField, TargetView, Verdict } from '../../api.ts';

export interface Filter {
  readonly name: string;
  readonly accepts: string;
  /** `skipped`: an earlier filter did not pass. */
  readonly state: 'passed' | 'stopped' | 'skipped';
}

const FIRST = ['enabled', 'on', 'levels'];

const listText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

const valueAt = (target: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], target);

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
    return [{ name, accepts: listText(value), state }];
  });
};

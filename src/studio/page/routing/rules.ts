import type { TargetField, TargetView, Verdict } from '../../api.ts';

export interface Rule {
  readonly name: string;
  readonly asks: string;
  /** `unread`: a rule before it has stopped the event. */
  readonly state: 'passed' | 'stopped' | 'unread';
}

const FIRST = ['enabled', 'on', 'levels'];

const listed = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

const valueAt = (target: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], target);

/** The filters of a target in the order in which the relay reads them, and what became of the event at each. */
export const rulesOf = (view: TargetView, verdict: Verdict, fields: readonly TargetField[]): readonly Rule[] => {
  const when = fields.find(({ name }) => name === 'when')?.fields ?? [];
  const defaults = new Map(fields.map((field) => [field.name, field.default]));
  let stopped = false;
  return [...FIRST, ...when.map(({ name }) => `when.${name}`)].flatMap((name): Rule[] => {
    const value = valueAt(view.target, name) ?? defaults.get(name);
    if (value === undefined) return [];
    const state = stopped ? 'unread' : verdict.filter === name ? 'stopped' : 'passed';
    stopped ||= state === 'stopped';
    return [{ name, asks: listed(value), state }];
  });
};

import { isDeepStrictEqual } from 'node:util';
import { maskTarget, nameOf } from '../../../targets/mask.ts';
import { isRecord } from '../../../text/json.ts';

/** A target to write or to remove. */
export interface Change {
  readonly name: string;
  readonly kind: 'add' | 'change' | 'remove';
  /** The stored JSON; `undefined` for a new target. */
  readonly stored: string | undefined;
  /** `undefined` for a target to remove. */
  readonly target?: Record<string, unknown>;
  /** The fields that differ, with the values that may be shown, as JSON. */
  readonly fields: readonly FieldChange[];
}

interface FieldChange {
  /** `…` for a name that may be a secret. */
  readonly field: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** What an `apply` would do. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly unchanged: readonly string[];
  /** Stored targets that no file has, and that stay. */
  readonly others: readonly string[];
}

const entriesOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The fields of two versions of a target that differ. */
const fieldChanges = async (before: unknown, after: unknown): Promise<FieldChange[]> => {
  const [old, next] = [entriesOf(before), entriesOf(after)];
  const [oldShown, nextShown] = [entriesOf(await maskTarget(before)), entriesOf(await maskTarget(after))];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])]
    .filter((name) => !isDeepStrictEqual(old[name], next[name]))
    .map((name) => {
      const field = nameOf(name);
      return {
        field,
        before: Object.hasOwn(old, name) ? JSON.stringify(oldShown[field]) : undefined,
        after: Object.hasOwn(next, name) ? JSON.stringify(nextShown[field]) : undefined,
      };
    });
};

/** A stored target: its JSON, and the same parsed. */
export interface StoredTarget {
  readonly json: string;
  readonly raw: unknown;
}

/** Compares the targets of the files with those that are stored. @param prune removes the targets that no file has. */
export const makePlan = async (
  stored: ReadonlyMap<string, StoredTarget>,
  wanted: ReadonlyMap<string, Record<string, unknown>>,
  { prune }: { readonly prune: boolean },
): Promise<Plan> => {
  const [changes, unchanged]: [Change[], string[]] = [[], []];
  for (const [name, target] of wanted) {
    const before = stored.get(name);
    if (before && isDeepStrictEqual(before.raw, target)) unchanged.push(name);
    else {
      const fields = await fieldChanges(before?.raw, target);
      changes.push({ name, kind: before ? 'change' : 'add', stored: before?.json, target, fields });
    }
  }
  const others = [...stored.keys()].filter((name) => !wanted.has(name));
  const removed = others.map((name) => ({
    name,
    kind: 'remove' as const,
    stored: stored.get(name)?.json,
    fields: [],
  }));
  return { changes: [...changes, ...(prune ? removed : [])], unchanged, others: prune ? [] : others };
};

const SIGNS = { add: '+', change: '~', remove: '-' } as const;

const fieldLine = ({ field, before, after }: FieldChange): string => {
  if (before === undefined) return `    + ${field}: ${after}`;
  if (after === undefined) return `    - ${field}: ${before}`;
  return before === after ? `    ~ ${field}: another secret` : `    ~ ${field}: ${before} -> ${after}`;
};

/** `1 to add, 2 to change, 0 to remove, 3 unchanged`. */
export const planSummary = ({ changes, unchanged }: Plan): string => {
  const count = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  return `${count('add')} to add, ${count('change')} to change, ${count('remove')} to remove, ${unchanged.length} unchanged`;
};

/** The lines that show a plan. Secrets are hidden. */
export const planLines = (plan: Plan): string[] => [
  ...plan.changes.flatMap(({ name, kind, fields }) => [`${SIGNS[kind]} ${name}`, ...fields.map(fieldLine)]),
  ...(plan.others.length > 0 ? [`in no file, and left: ${plan.others.join(', ')} (--prune removes them)`] : []),
  planSummary(plan),
];

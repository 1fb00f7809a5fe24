import { matchesGlob } from 'node:path';
import type { Role } from '../recording/recorder.ts';
import type { Stack, Statement } from './roles.ts';

/** A part of a statement that can be left out without changing the rest. */
export interface Grant {
  readonly role: Role;
  readonly what: string;
  /** Whether the statement can decide about an action. */
  concerns(action: string): boolean;
  /** The statement with this part alone. */
  readonly statement: Statement;
}

const listed = (value: string | readonly string[]): readonly string[] => [value].flat();

/** The values of the conditions that are lists: prefixes of keys, secrets. */
const conditionsOf = ({ Condition = {} }: Statement): [operator: string, key: string, value: string][] =>
  Object.entries<Record<string, string | string[]>>(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) =>
      Array.isArray(values) ? values.map((value): [string, string, string] => [operator, key, value]) : [],
    ),
  );

const partsOf = (statement: Statement): { what: string; statement: Statement }[] => [
  ...listed(statement.Action).map((Action) => ({ what: Action, statement: { ...statement, Action } })),
  ...listed(statement.Resource).map((Resource) => ({ what: Resource, statement: { ...statement, Resource } })),
  ...conditionsOf(statement).map(([operator, key, value]) => ({
    what: `${key} ${value}`,
    statement: {
      ...statement,
      Condition: { ...statement.Condition, [operator]: { ...statement.Condition?.[operator], [key]: value } },
    },
  })),
];

/** Each action, each resource and each value of a condition of the roles' statements, alone. */
export const narrowed = (roles: Stack['roles']): Grant[] =>
  (['router', 'deliverer'] as const).flatMap((role) =>
    roles[role].flatMap((statement) =>
      partsOf(statement).map(
        (part): Grant => ({
          role,
          ...part,
          what: `${statement.Sid} ${part.what}`,
          concerns: (action) => listed(part.statement.Action).some((granted) => matchesGlob(action, granted)),
        }),
      ),
    ),
  );

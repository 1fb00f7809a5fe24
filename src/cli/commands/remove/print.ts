import { cleanLine } from '../../../text/clean.ts';
import type { Account } from '../../aws/account.ts';
import { KINDS, type Kind, type Remnant } from '../../aws/stages.ts';
import { type Deletion, RECOVERY_DAYS } from '../../aws/stages-delete.ts';
import { aws } from '../../suggest.ts';
import { counted } from '../../terminal/table.ts';
import type { Found } from './find.ts';

const MAX_NAME_CHARS = 600;

const TITLES: Readonly<Record<Kind, string>> = {
  parameters: 'parameters in Parameter Store',
  secrets: 'secrets in Secrets Manager',
  logGroups: 'log groups',
  queues: 'queues',
};

const NOUNS: Readonly<Record<Kind, string>> = {
  parameters: 'parameter',
  secrets: 'secret',
  logGroups: 'log group',
  queues: 'queue',
};

const nameText = ({ name, scheduled, messages }: Remnant): string => {
  const notes = [
    ...(scheduled ? ['its deletion is scheduled already'] : []),
    ...(messages ? [`holds about ${counted(messages, 'message')}`] : []),
  ];
  return `${cleanLine(name, MAX_NAME_CHARS)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
};

const ofKind = (remnants: readonly Remnant[], kind: Kind): Remnant[] =>
  remnants.filter((remnant) => remnant.kind === kind);

const linesText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** `12 parameters, 2 log groups`. */
export const countText = (remnants: readonly Remnant[]): string =>
  KINDS.flatMap((kind) => {
    const { length } = ofKind(remnants, kind);
    return length > 0 ? [counted(length, NOUNS[kind])] : [];
  }).join(', ');

/** The names by kind, and the kinds that could not be listed. */
export const listText = ({ remnants, unlisted }: Found): string => {
  const lines = KINDS.flatMap((kind) => {
    const names = ofKind(remnants, kind).map((each) => `  ${nameText(each)}`);
    return names.length > 0 ? [`${TITLES[kind]}:`, ...names] : [];
  });
  return linesText([...lines, ...unlisted.map(({ kind, reason }) => `${TITLES[kind]} could not be listed: ${reason}`)]);
};

/** What was deleted, what happens to secrets, and what is left. */
export const resultText = (
  { deleted, left }: Deletion,
  { force, ...account }: Account & { readonly force?: boolean },
): string => {
  const scheduled = force ? [] : ofKind(deleted, 'secrets');
  const gone = deleted.filter((each) => !scheduled.includes(each));
  const recovery = [
    `scheduled for deletion in ${RECOVERY_DAYS} days: ${countText(scheduled)}`,
    `  to restore one: ${aws('secretsmanager restore-secret --secret-id NAME', account)}`,
    '  no secret with the same name can be created before, unless you restore it or delete it with --force',
  ];
  return linesText([
    ...(gone.length > 0 ? [`deleted: ${countText(gone)}`] : []),
    ...(scheduled.length > 0 ? recovery : []),
    ...left.map(({ remnant, reason }) => `left: ${nameText(remnant)}: ${reason}`),
  ]);
};

/** The names of each kind, for `--json`. */
export const namesByKind = (remnants: readonly Remnant[]): Record<Kind, string[]> => {
  const entries = KINDS.map((kind) => [kind, ofKind(remnants, kind).map(({ name }) => name)] as const);
  return Object.fromEntries(entries) as Record<Kind, string[]>;
};

import { SECRETS_MANAGER } from '../../../src/aws/secret-owner.ts';
import { KEY_PREFIXES, queueNames } from '../../../src/model/stack.ts';
import { type Role, STAGE } from '../recording/recorder.ts';
import { EVERYTHING } from './roles.ts';
import { arn, type Use } from './uses.ts';

const KEYS = 'dynamodb:LeadingKeys';

const other = (role: Role): Role => (role === 'router' ? 'deliverer' : 'router');

/** Rows of the other function, alone and beside own ones, rows of no kind, and a request that names no row. */
const rows = (use: Use): Use[] => {
  const own = use.context[KEYS];
  if (own === undefined) return [];
  const foreign = KEY_PREFIXES[other(use.role)].map((prefix) => `${prefix}x`);
  const keys = [...foreign.flatMap((key) => [[key], [...own, key]]), ['x']];
  return [...keys.map((each) => ({ ...use, context: { [KEYS]: each } })), { ...use, context: {} }];
};

/** The same of another stage: its table, queues, parameters and secrets. */
const otherStage = (use: Use): Use[] => {
  // A customer key is given for a table, and may be used for all.
  if (use.resource === EVERYTHING.tableKeyArn) return [];
  // Parameter Store passes on to Secrets Manager, where the next permission is needed.
  if (use.resource.includes(`parameter${SECRETS_MANAGER}`)) return [];
  const text = JSON.stringify(use);
  const changed = text.replace(new RegExp(`pipebell([-/])${STAGE}`, 'g'), `pipebell$1${STAGE}2`);
  return changed === text ? [] : [JSON.parse(changed)];
};

/** A customer's key, directly or for a parameter and a secret of somebody else. */
const keys = (use: Use): Use[] => {
  if (use.action !== 'kms:Decrypt') return [];
  const bound = Object.keys(use.context).filter((name) => name.startsWith('kms:EncryptionContext:'));
  const foreign = Object.fromEntries(bound.map((name) => [name, arn('ssm', 'parameter/other/chat')]));
  return [
    { ...use, context: {} },
    { ...use, context: { ...use.context, 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
    ...(bound.some((name) => /PARAMETER_ARN|SecretARN/.test(name))
      ? [{ ...use, context: { ...use.context, ...foreign } }]
      : []),
  ];
};

/** The role of the same name in an account that the stack does not list. */
const otherAccount = (use: Use): Use[] =>
  use.action === 'sts:AssumeRole' ? [{ ...use, resource: use.resource.replace(/::\d{12}:/, '::777788889999:') }] : [];

/** What the other function does, and every operation of a queue on the other queues. */
const ofTheOther = (uses: readonly Use[]): Use[] => {
  const done = new Set(uses.map(({ role, action, resource }) => [role, action, resource].join()));
  const isNew = ({ role, action, resource }: Use): boolean => !done.has([role, action, resource].join());
  const own = uses.filter(({ action }) => /^(?:dynamodb|sqs|ssm|secretsmanager):/.test(action));
  const swapped = own.map((use) => ({ ...use, role: other(use.role) }));
  const queues = own
    .filter(({ action }) => action.startsWith('sqs:'))
    .flatMap((use) => Object.values(queueNames(STAGE)).map((name) => ({ ...use, resource: arn('sqs', name) })));
  return [...swapped, ...queues].filter(isNew);
};

/** What the roles must deny, made of what they must allow: each differs from an allowed use in one point. */
export const forbidden = (uses: readonly Use[]): Use[] => {
  const all = [
    ...uses.flatMap((use) => [...rows(use), ...otherStage(use), ...keys(use), ...otherAccount(use)]),
    ...ofTheOther(uses),
  ];
  return [...new Map(all.map((use) => [JSON.stringify(use), use])).values()];
};

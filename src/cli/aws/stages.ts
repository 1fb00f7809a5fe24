import { queueNames, secretsPrefix, stackName, targetsPath } from '../../model/stack.ts';
import { logGroups } from './log-lines.ts';
import { allPages, type Call, orMissing } from './operations.ts';
import type { Resource } from './resources.ts';

/** The things of a stage that are not part of its stack, by kind, or that stay when the stack is removed. */
export const KINDS = ['parameters', 'secrets', 'logGroups', 'queues'] as const;
export type Kind = (typeof KINDS)[number];

/** One thing that exists. */
export interface Remnant {
  readonly kind: Kind;
  readonly name: string;
  /** Secrets only: the deletion is scheduled already. */
  readonly scheduled?: boolean;
  /** Queues only: SQS's approximate number of messages. */
  readonly messages?: number;
}

/** Upper bound of a page. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
const PARAMETERS_PAGE = 50;
/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
const SECRETS_PAGE = 100;

/** `/pipebell/prod/`. With the slash, the stage `prod-eu` has other names. */
const parametersPrefix = (stage: string): string => targetsPath(stage).replace(/targets$/, '');

/** The names only: `DescribeParameters` returns no values. */
const parameters = async (call: Call, stage: string): Promise<Remnant[]> => {
  const prefix = parametersPrefix(stage);
  const ParameterFilters = [{ Key: 'Path', Option: 'Recursive', Values: [prefix.slice(0, -1)] }];
  const found = await allPages(async (token) => {
    const page = await call('ssm DescribeParameters', { ParameterFilters, MaxResults: PARAMETERS_PAGE, ...token });
    return [page.Parameters, page.NextToken];
  });
  return found.flatMap(({ Name = '' }) => (Name.startsWith(prefix) ? [{ kind: 'parameters', name: Name }] : []));
};

const secrets = async (call: Call, stage: string): Promise<Remnant[]> => {
  const prefix = secretsPrefix(stage);
  const input = { Filters: [{ Key: 'name' as const, Values: [prefix] }], IncludePlannedDeletion: true };
  const found = await allPages(async (token) => {
    const page = await call('secretsmanager ListSecrets', { ...input, MaxResults: SECRETS_PAGE, ...token });
    return [page.SecretList, page.NextToken];
  });
  return found.flatMap(({ Name = '', DeletedDate }): Remnant[] =>
    Name.startsWith(prefix) ? [{ kind: 'secrets', name: Name, scheduled: DeletedDate !== undefined }] : [],
  );
};

/** The stack deletes its log groups; a function that ends later creates its own again. */
const groups = async (call: Call, stage: string): Promise<Remnant[]> => {
  const names = Object.values(logGroups(stage));
  const pages = await Promise.all(
    names.map((logGroupNamePrefix) => call('logs DescribeLogGroups', { logGroupNamePrefix })),
  );
  const found = pages.flatMap((page) => page.logGroups ?? []);
  return found.flatMap(({ logGroupName: name = '' }) => (names.includes(name) ? [{ kind: 'logGroups', name }] : []));
};

/** The deliveries queues of this version and of version 0.1, which an update keeps: `UpdateReplacePolicy: Retain`. */
const queues = async (call: Call, stage: string): Promise<Remnant[]> => {
  const names = [queueNames(stage).deliveries, `${stackName(stage)}-deliveries`];
  const read = async (name: string): Promise<Remnant[]> => {
    const { QueueUrl } = (await orMissing(call('sqs GetQueueUrl', { QueueName: name }))) ?? {};
    if (!QueueUrl) return [];
    const AttributeNames = ['ApproximateNumberOfMessages' as const, 'ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes = {} } = await call('sqs GetQueueAttributes', { QueueUrl, AttributeNames });
    const messages = Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0);
    return [{ kind: 'queues', name, messages }];
  };
  return (await Promise.all(names.map(read))).flat();
};

const FINDERS: Readonly<Record<Kind, (call: Call, stage: string) => Promise<Remnant[]>>> = {
  parameters,
  secrets,
  logGroups: groups,
  queues,
};

/**
 * Lists what exists of a stage besides its stack: names, never values. Other stages are left out, also those whose name
 * begins with this stage's name.
 * @throws OperationError
 */
export const findRemnants = (call: Call, stage: string, kind: Kind): Promise<Remnant[]> => FINDERS[kind](call, stage);

/** Whether a thing is a resource of the stack, and therefore removed with it. */
export const isOfStack = ({ name }: Remnant, resources: readonly Resource[]): boolean =>
  resources.some(({ id }) => id === name || id.endsWith(`/${name}`));

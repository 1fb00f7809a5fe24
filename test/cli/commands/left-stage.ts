import { openWorld, type World } from '../world.ts';

/** What exists in the account, by name. */
export interface Left {
  readonly parameters: Set<string>;
  /** With the seconds since the epoch of a scheduled deletion. */
  readonly secrets: Map<string, number | undefined>;
  readonly groups: Set<string>;
  /** With the number of messages. */
  readonly queues: Map<string, number>;
  /** Every deletion that AWS was asked for. */
  readonly deletions: object[];
}

const PAGE = 3;

const page = <Item>(all: readonly Item[], token = '0') => {
  const next = Number(token) + PAGE;
  return { items: all.slice(Number(token), next), NextToken: next < all.length ? String(next) : undefined };
};

/**
 * A world whose stage `prod` has no stack, and AWS's answers about what is left. Its listings match names by prefix and
 * without the slash, which is more than AWS returns.
 */
export const openLeft = (): { world: World; left: Left } => {
  const world = openWorld();
  const left: Left = {
    parameters: new Set(),
    secrets: new Map(),
    groups: new Set(),
    queues: new Map(),
    deletions: [],
  };
  const { answers } = world.stage;
  answers['cloudformation DescribeStacks'] = () => 'ValidationError';
  answers['ssm DescribeParameters'] = ({ ParameterFilters, NextToken }) => {
    const [path = ''] = ParameterFilters?.[0]?.Values ?? [];
    const { items, NextToken: next } = page(
      [...left.parameters].filter((name) => name.startsWith(path)),
      NextToken,
    );
    return { Parameters: items.map((Name) => ({ Name })), ...(next && { NextToken: next }) };
  };
  answers['ssm DeleteParameters'] = ({ Names = [] }) => {
    if (Names.length > 10) return 'ValidationException';
    left.deletions.push({ Names });
    const DeletedParameters = Names.filter((name) => left.parameters.delete(name));
    return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
  };
  answers['secretsmanager ListSecrets'] = ({ Filters, NextToken, IncludePlannedDeletion }) => {
    const prefix = (Filters[0]?.Values[0] ?? '').replace(/\/$/, '');
    const all = [...left.secrets].filter(
      ([name, date]) => name.startsWith(prefix) && (IncludePlannedDeletion || date === undefined),
    );
    const { items, NextToken: next } = page(all, NextToken);
    return {
      SecretList: items.map(([Name, DeletedDate]) => ({ Name, ...(DeletedDate !== undefined && { DeletedDate }) })),
      ...(next && { NextToken: next }),
    };
  };
  answers['secretsmanager DeleteSecret'] = (input) => {
    left.deletions.push(input);
    if (input.ForceDeleteWithoutRecovery) left.secrets.delete(input.SecretId);
    else left.secrets.set(input.SecretId, 1_796_000_000);
    return {};
  };
  answers['logs DescribeLogGroups'] = ({ logGroupNamePrefix = '' }) => ({
    logGroups: [...left.groups]
      .filter((name) => name.startsWith(logGroupNamePrefix))
      .map((logGroupName) => ({ logGroupName })),
  });
  answers['logs DeleteLogGroup'] = (input) => {
    left.deletions.push(input);
    return left.groups.delete(input.logGroupName ?? '') ? {} : 'ResourceNotFoundException';
  };
  answers['sqs GetQueueUrl'] = ({ QueueName = '' }) =>
    left.queues.has(QueueName) ? { QueueUrl: `https://sqs.example/1/${QueueName}` } : 'QueueDoesNotExist';
  answers['sqs GetQueueAttributes'] = ({ QueueUrl = '' }) => ({
    Attributes: { ApproximateNumberOfMessages: String(left.queues.get(QueueUrl.split('/').at(-1) ?? '')) },
  });
  answers['sqs DeleteQueue'] = (input) => {
    left.deletions.push(input);
    left.queues.delete(input.QueueUrl?.split('/').at(-1) ?? '');
    return {};
  };
  return { world, left };
};

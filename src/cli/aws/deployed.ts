import type { Stack } from '@aws-sdk/client-cloudformation';
import { queueNames, stackName } from '../../model/stack.ts';
import { CliError } from '../errors.ts';
import { allPages, type Call, OperationError } from './operations.ts';
import { ofStage, type Resource, stackResources } from './resources.ts';

/** The functions of a stage. */
export const FUNCTIONS = ['router', 'deliverer'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** An EventBridge rule that publishes events on the topic. */
export interface Rule {
  readonly name: string;
  readonly enabled: boolean;
  readonly pattern: string;
}

/** The names of a stage's resources, and the state of its stack. */
export interface Deployed {
  readonly name: string;
  readonly table: string;
  readonly queues: ReturnType<typeof queueNames>;
  functionName(name: FunctionName): string;
  /** CloudFormation's status of the stack; `undefined` if it does not exist. */
  status(): Promise<string | undefined>;
  outputs(): Promise<Readonly<Record<string, string>>>;
  resources(): Promise<readonly Resource[]>;
  rules(): Promise<readonly Rule[]>;
  /** @throws OperationError; its code is `NoOutput` if the stack has no output `TopicArn`. */
  topicArn(): Promise<string>;
  /** An ARN in the topic's account and Region, such as `arnOf('sqs', 'pipebell-prod-deliveries')`. */
  arnOf(service: string, resource: string): Promise<string>;
}

/** Caches the answer of each call; equal calls share it. */
export const callOnce = (call: Call): Call => {
  const cache = new Map<string, Promise<unknown>>();
  const once = (...[name, input]: Parameters<Call>): Promise<unknown> => {
    const key = `${name} ${JSON.stringify(input)}`;
    const answer = cache.get(key) ?? call(name, input);
    cache.set(key, answer);
    return answer;
  };
  return once as Call;
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
const isNoStack = (error: unknown): boolean => error instanceof OperationError && error.code === 'ValidationError';

/** @returns `undefined` if the stack does not exist. @throws OperationError if CloudFormation cannot be asked. */
export const describeStack = async (call: Call, stage: string): Promise<Stack | undefined> => {
  try {
    return (await call('cloudformation DescribeStacks', { StackName: stackName(stage) })).Stacks?.[0];
  } catch (error) {
    if (isNoStack(error)) return undefined;
    throw error;
  }
};

/** @param call as {@link callOnce} makes it. */
export const deployedStack = (call: Call, stage: string): Deployed => {
  const name = stackName(stage);
  const describe = () => describeStack(call, stage);
  const stack: Deployed = {
    name,
    table: `${name}-ledger`,
    queues: queueNames(stage),
    functionName: (each) => `${name}-${each}`,
    status: async () => (await describe())?.StackStatus,
    async outputs() {
      const outputs = (await describe())?.Outputs ?? [];
      return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    },
    resources: () => stackResources(call, stage),
    async rules() {
      const found = await allPages(async (token) => {
        const page = await call('events ListRules', { NamePrefix: `${name}-`, ...token });
        return [page.Rules, page.NextToken];
      });
      const rules = found.map(({ Name = '', State, EventPattern = '' }) => ({
        name: Name,
        enabled: State !== 'DISABLED',
        pattern: EventPattern,
      }));
      return ofStage(call, { stage, type: 'AWS::Events::Rule' }, rules);
    },
    async topicArn() {
      const { TopicArn } = await stack.outputs();
      if (TopicArn) return TopicArn;
      const what = `the stack ${name} has no output TopicArn`;
      throw new OperationError('cloudformation DescribeStacks', 'NoOutput', new CliError(what));
    },
    async arnOf(service, resource) {
      const [, partition, , region, account] = (await stack.topicArn()).split(':');
      return `arn:${partition}:${service}:${region}:${account}:${resource}`;
    },
  };
  return stack;
};

import type * as cloudformation from '@aws-sdk/client-cloudformation';
import type * as cloudwatch from '@aws-sdk/client-cloudwatch';
import type * as logs from '@aws-sdk/client-cloudwatch-logs';
import type * as events from '@aws-sdk/client-eventbridge';
import type * as iam from '@aws-sdk/client-iam';
import type * as lambda from '@aws-sdk/client-lambda';
import type * as sns from '@aws-sdk/client-sns';
import type * as sqs from '@aws-sdk/client-sqs';
import type * as ssm from '@aws-sdk/client-ssm';
import { pageTokens } from '../../aws/page-tokens.ts';
import { CliError } from '../errors.ts';
import type { Account } from './account.ts';
import type * as secrets from './secrets-manager.ts';

/** The part that is read. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
interface DescribeTableOutput {
  readonly Table?: { readonly TableStatus?: string };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
interface DescribeTimeToLiveOutput {
  readonly TimeToLiveDescription?: { readonly TimeToLiveStatus?: string; readonly AttributeName?: string };
}

/**
 * The AWS operations that the commands call on a deployed stack, with input and output. The service has its name in
 * permissions, so that the name with a colon is the missing permission when AWS refuses a call.
 */
export interface Operations {
  'cloudformation DescribeStacks': [cloudformation.DescribeStacksInput, cloudformation.DescribeStacksOutput];
  'cloudformation ListStackResources': [
    cloudformation.ListStackResourcesInput,
    cloudformation.ListStackResourcesOutput,
  ];
  'cloudwatch DescribeAlarms': [cloudwatch.DescribeAlarmsInput, cloudwatch.DescribeAlarmsOutput];
  'cloudwatch GetMetricData': [cloudwatch.GetMetricDataInput, cloudwatch.GetMetricDataOutput];
  'cloudwatch ListMetrics': [cloudwatch.ListMetricsInput, cloudwatch.ListMetricsOutput];
  'dynamodb DescribeTable': [{ TableName: string }, DescribeTableOutput];
  'dynamodb DescribeTimeToLive': [{ TableName: string }, DescribeTimeToLiveOutput];
  'events CancelReplay': [events.CancelReplayRequest, events.CancelReplayResponse];
  'events DescribeArchive': [events.DescribeArchiveRequest, events.DescribeArchiveResponse];
  'events DescribeReplay': [events.DescribeReplayRequest, events.DescribeReplayResponse];
  'events ListRules': [events.ListRulesRequest, events.ListRulesResponse];
  'events ListTargetsByRule': [events.ListTargetsByRuleRequest, events.ListTargetsByRuleResponse];
  'events StartReplay': [events.StartReplayRequest, events.StartReplayResponse];
  'events TestEventPattern': [events.TestEventPatternRequest, events.TestEventPatternResponse];
  'iam SimulatePrincipalPolicy': [iam.SimulatePrincipalPolicyRequest, iam.SimulatePolicyResponse];
  'lambda GetFunctionConcurrency': [lambda.GetFunctionConcurrencyRequest, lambda.GetFunctionConcurrencyResponse];
  'lambda GetFunctionConfiguration': [lambda.GetFunctionConfigurationRequest, lambda.FunctionConfiguration];
  'lambda GetFunctionEventInvokeConfig': [lambda.GetFunctionEventInvokeConfigRequest, lambda.FunctionEventInvokeConfig];
  'lambda GetPolicy': [lambda.GetPolicyRequest, lambda.GetPolicyResponse];
  'lambda ListEventSourceMappings': [lambda.ListEventSourceMappingsRequest, lambda.ListEventSourceMappingsResponse];
  'logs DeleteLogGroup': [logs.DeleteLogGroupRequest, object];
  'logs DescribeLogGroups': [logs.DescribeLogGroupsRequest, logs.DescribeLogGroupsResponse];
  'logs FilterLogEvents': [logs.FilterLogEventsRequest, logs.FilterLogEventsResponse];
  'secretsmanager DeleteSecret': [secrets.DeleteSecretInput, object];
  'secretsmanager ListSecrets': [secrets.ListSecretsInput, secrets.ListSecretsOutput];
  'sns GetSubscriptionAttributes': [sns.GetSubscriptionAttributesInput, sns.GetSubscriptionAttributesResponse];
  'sns GetTopicAttributes': [sns.GetTopicAttributesInput, sns.GetTopicAttributesResponse];
  'sns ListSubscriptionsByTopic': [sns.ListSubscriptionsByTopicInput, sns.ListSubscriptionsByTopicResponse];
  'sqs DeleteQueue': [sqs.DeleteQueueRequest, object];
  'sqs GetQueueAttributes': [sqs.GetQueueAttributesRequest, sqs.GetQueueAttributesResult];
  'sqs GetQueueUrl': [sqs.GetQueueUrlRequest, sqs.GetQueueUrlResult];
  'ssm DeleteParameters': [ssm.DeleteParametersRequest, ssm.DeleteParametersResult];
  'ssm DescribeParameters': [ssm.DescribeParametersRequest, ssm.DescribeParametersResult];
}

export type Operation = keyof Operations;

/** Calls AWS; of {@link Operations} only those of a replay and of `remove` change anything. @throws OperationError */
export type Call = <Name extends Operation>(name: Name, input: Operations[Name][0]) => Promise<Operations[Name][1]>;

export type OpenCall = (account: Account) => Promise<Call>;

const DENIED = /AccessDenied|NotAuthorized|Unauthorized|AuthorizationError/;
const MISSING = /NotFound|DoesNotExist|NonExistent/;

/** AWS refused a call or did not answer. `code` is AWS's name of the error. */
export class OperationError extends CliError {
  override name = 'OperationError';
  readonly operation: Operation;
  readonly code: string;

  constructor(operation: Operation, code: string, { what, kind, next }: Pick<CliError, 'what' | 'kind' | 'next'>) {
    super(what, { kind, next });
    this.operation = operation;
    this.code = code;
  }

  /** The permission that was missing, such as `events:ListRules`; `undefined` for other errors. */
  get permission(): string | undefined {
    return DENIED.test(this.code) ? this.operation.replace(' ', ':') : undefined;
  }

  get isMissing(): boolean {
    return MISSING.test(this.code);
  }
}

/** The answer of a call, or `undefined` if the resource does not exist. */
export const orMissing = async <Output>(answer: Promise<Output>): Promise<Output | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OperationError && error.isMissing) return undefined;
    throw error;
  }
};

/** Upper bound for pages, in case every answer has a next token. */
const MAX_PAGES = 200;

/** The error of a listing that has no end, because a page token repeats. @param what the listed resources. */
export const repeatedPage = (what: string): CliError =>
  new CliError(`${what}: AWS repeated a page token, the list has no end: try again later`);

/** Reads every page. @param page reads the page of a token and returns its items and the next token. */
export const allPages = async <Item>(
  page: (token: { NextToken?: string }) => Promise<[items: readonly Item[] | undefined, next: string | undefined]>,
): Promise<Item[]> => {
  const all: Item[] = [];
  const tokenOf = pageTokens(() => repeatedPage('a list'));
  let NextToken: string | undefined;
  for (let at = 0; at < MAX_PAGES; at++) {
    const [items = [], next] = await page(NextToken ? { NextToken } : {});
    all.push(...items);
    NextToken = tokenOf(next);
    if (!NextToken) break;
  }
  return all;
};

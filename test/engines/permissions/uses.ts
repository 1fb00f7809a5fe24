import { ACCOUNT, REGION, type Recorded, type Role } from '../recording/recorder.ts';

/** One decision of IAM: a call may need several. */
export interface Use {
  readonly role: Role;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

// biome-ignore lint/suspicious/noExplicitAny: the inputs of AWS's operations are arbitrary JSON
type Input = any;
type Wanted = Omit<Use, 'role'>;

/** An ARN in the relay's Region and account. */
export const arn = (service: string, last: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${last}`;

const on = (action: string, resource: string, context: Wanted['context'] = {}): Wanted => ({
  action,
  resource,
  context,
});

/** A key that a customer chose. Its policy leaves the decision to IAM. */
export const decrypting = (through: string, context: Readonly<Record<string, string>>): Wanted => {
  const bound = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  const key = arn('kms', 'key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9');
  return on('kms:Decrypt', key, {
    'kms:ViaService': `${through}.${REGION}.amazonaws.com`,
    ...Object.fromEntries(bound),
  });
};

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html */
const SECRET = '/aws/reference/secretsmanager/';

const parameter = (action: string, name: string, decrypts: string): Wanted[] => {
  const asked = on(action, arn('ssm', `parameter${name}`));
  if (!name.startsWith(SECRET))
    return [asked, decrypting('ssm', { PARAMETER_ARN: arn('ssm', `parameter${decrypts}`) })];
  const secret = arn('secretsmanager', `secret:${name.slice(SECRET.length)}-Ab1Cd2`);
  return [asked, on('secretsmanager:GetSecretValue', secret), decrypting('secretsmanager', { SecretARN: secret })];
};

/** The rows of one kind are the same for IAM. */
const kindOf = (key: string): string => key.replace(/^([a-z]+_).*$/s, '$1x');

const rows = (action: string, table: string, keys: readonly string[]): Wanted =>
  on(`dynamodb:${action}`, arn('dynamodb', `table/${table}`), {
    'dynamodb:LeadingKeys': [...new Set(keys.map(kindOf))].sort(),
  });

const PARTS: Readonly<Record<string, string>> = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' };
const keyOf = ({ Key, Item }: Input): string => (Key ?? Item).id.S;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const dynamodb = (operation: string, input: Input): Wanted[] => {
  if (operation === 'BatchGetItem') {
    return Object.entries(input.RequestItems as Record<string, Input>).map(([table, { Keys }]) =>
      rows(
        operation,
        table,
        Keys.map((key: Input) => key.id.S),
      ),
    );
  }
  if (operation === 'BatchWriteItem') {
    return Object.entries(input.RequestItems as Record<string, Input>).map(([table, puts]) =>
      rows(
        operation,
        table,
        puts.map(({ PutRequest }: Input) => keyOf(PutRequest)),
      ),
    );
  }
  if (operation !== 'TransactWriteItems') return [rows(operation, input.TableName, [keyOf(input)])];
  return input.TransactItems.flatMap((part: Input) =>
    Object.entries<Input>(part).map(([kind, one]) =>
      rows(PARTS[kind] ?? `ConditionCheckItem`, one.TableName, [keyOf(one)]),
    ),
  );
};

/** The ARNs of a call of one resource or several, by what the input names. */
const whole = (name: string, last: (value: string) => string) => (service: string, operation: string, input: Input) =>
  [input[name]]
    .flat()
    .map((value: string) =>
      on(`${service}:${operation}`, value.startsWith('arn:') ? value : arn(service, last(value))),
    );

const plainly = (service: string, operation: string): Wanted[] => [on(`${service}:${operation}`, '*')];

type Rule = (service: string, operation: string, input: Input) => Wanted[];

/** How IAM authorises the calls of a service, or of one operation. */
const RULES: Readonly<Record<string, Rule>> = {
  dynamodb: (_, operation, input) => dynamodb(operation, input),
  // The operations on batches need the permission of the single ones.
  sqs: (service, operation, { QueueUrl }) => [
    on(`${service}:${operation.replace(/Batch$/, '')}`, arn(service, QueueUrl.split('/').at(-1))),
  ],
  'ssm GetParametersByPath': (_, operation, { Path }) => parameter(`ssm:${operation}`, Path, `${Path}/team`),
  ssm: (_, operation, { Name, Names = [Name] }) =>
    Names.flatMap((name: string) => parameter(`ssm:${operation}`, name, name)),
  'iam ListAccountAliases': plainly,
  'sts AssumeRole': whole('RoleArn', String),
  'cloudformation ListStackSetOperationResults': whole('StackSetName', (name) => `stackset/${name}:1a2b3c4d`),
  cloudformation: whole('StackName', (name) => `stack/${name}/1a2b3c4d`),
  codebuild: whole('ids', (id) => `project/${id.replace(/^build-batch\/|:.*$/g, '')}`),
  codecommit: whole('repositoryName', String),
  // A deployment's group is not a part of the input.
  'codedeploy GetDeployment': (service, operation) => [
    on(`${service}:${operation}`, arn(service, 'deploymentgroup:shop/live')),
  ],
  codedeploy: plainly,
  codepipeline: whole('pipelineName', String),
  'ecs DescribeServices': (service, operation, { cluster, services }) =>
    services.map((name: string) =>
      on(`${service}:${operation}`, arn(service, `service/${cluster.split('/').at(-1)}/${name}`)),
    ),
  'ecs DescribeTasks': whole('tasks', (task) => `task/${task}`),
  'ecs ListTasks': (service, operation, { cluster }) => [
    on(`${service}:${operation}`, arn(service, 'container-instance/shop/0a1b2c3d'), {
      'ecs:cluster': cluster.startsWith('arn:') ? cluster : arn(service, `cluster/${cluster}`),
    }),
  ],
  elasticbeanstalk: whole('EnvironmentName', (name) => `environment/shop/${name}`),
  'logs GetLogEvents': (service, operation, { logGroupName, logStreamName }) => [
    on(`${service}:${operation}`, arn(service, `log-group:${logGroupName}:log-stream:${logStreamName}`)),
  ],
  cloudwatch: whole('AlarmName', (name) => `alarm:${name}`),
  states: whole('executionArn', String),
};

/** IAM's prefix of a service whose endpoint has another. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/**
 * What IAM decides for a call.
 * @throws Error for a service without a rule.
 */
export const usesOf = ({ role, service: endpoint, operation, input }: Recorded): Use[] => {
  const service = PREFIXES[endpoint] ?? endpoint;
  const rule = RULES[`${service} ${operation}`] ?? RULES[service];
  if (!rule) throw new Error(`${service} ${operation}: test/engines/permissions/uses.ts has no rule for this call`);
  return rule(service, operation, input).map((use) => ({ role, ...use }));
};

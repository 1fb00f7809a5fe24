import { ledgerName, queueNames, stackName } from '../../../src/model/stack.ts';
import { REGION, type Role, STAGE } from '../recording/recorder.ts';
import { EVERYTHING } from './roles.ts';
import { arn, decrypting, type Use } from './uses.ts';

const QUEUE: Readonly<Record<Role, string>> = {
  router: queueNames(STAGE).unrouted,
  deliverer: queueNames(STAGE).deliveries,
};

const use = (role: Role, action: string, resource: string, context: Use['context'] = {}): Use => ({
  role,
  action,
  resource,
  context,
});

/**
 * What Lambda does with the roles: it polls the queues, writes logs, and sends failed invocations to `unrouted`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const usesOfLambda = (): Use[] =>
  (['router', 'deliverer'] as const).flatMap((role) => {
    const stream = `log-group:/aws/lambda/${stackName(STAGE)}-${role}:log-stream:2026/03/04/[$LATEST]0a1b`;
    return [
      ...['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'].map((name) =>
        use(role, `sqs:${name}`, arn('sqs', QUEUE[role])),
      ),
      ...['CreateLogStream', 'PutLogEvents'].map((name) => use(role, `logs:${name}`, arn('logs', stream))),
      ...(role === 'router' ? [use(role, 'sqs:SendMessage', arn('sqs', QUEUE.router))] : []),
    ];
  });

/**
 * What the parameters of {@link EVERYTHING} add: DynamoDB's use of a customer key, logs of builds, and secrets.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export const usesOfParameters = (): Use[] => {
  const through = { 'kms:ViaService': `dynamodb.${REGION}.amazonaws.com` };
  const table = { ...through, 'kms:EncryptionContext:aws:dynamodb:tableName': ledgerName(STAGE) };
  const actions = ['Decrypt', 'DescribeKey', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'];
  const ofTable = (['router', 'deliverer'] as const).flatMap((role) =>
    actions.map((name) => use(role, `kms:${name}`, EVERYTHING.tableKeyArn, name === 'DescribeKey' ? through : table)),
  );
  const parameter = arn('ssm', 'parameter/bakery/chat');
  const secret = arn('secretsmanager', 'secret:bakery/chat-Ab1Cd2');
  return [
    ...ofTable,
    use('router', 'logs:GetLogEvents', arn('logs', 'log-group:/builds/web:log-stream:0a1b')),
    use('deliverer', 'ssm:GetParameter', parameter),
    { role: 'deliverer', ...decrypting('ssm', { PARAMETER_ARN: parameter }) },
    use('deliverer', 'secretsmanager:GetSecretValue', secret),
    { role: 'deliverer', ...decrypting('secretsmanager', { SecretARN: secret }) },
  ];
};

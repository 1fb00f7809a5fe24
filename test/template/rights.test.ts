import { ofType, type Properties, packageService, properties, type Template } from './package.ts';

const ARN = 'arn:<AWS::Partition>';
const HERE = '<AWS::Region>:<AWS::AccountId>';
const PARAMETER = `${ARN}:ssm:${HERE}:parameter`;
const TARGETS = `${PARAMETER}/pipebell/test/targets`;
const SECRET_PARAMETERS = `${PARAMETER}/pipebell/test/secrets/*`;
const SECRETS = `${ARN}:secretsmanager:${HERE}:secret:pipebell/test/*`;

const statementsOf = (template: Template, role: string): Properties[] =>
  properties(template, role).Policies.flatMap(({ PolicyDocument }: Properties) => PolicyDocument.Statement);

const listed = (value: string | readonly string[]): readonly string[] => [value].flat();

const rights = (template: Template, role: string): string[] =>
  statementsOf(template, role).flatMap(({ Action, Resource }) =>
    listed(Action).flatMap((action) => listed(Resource).map((resource) => `${action} ${resource}`)),
  );

/** The statements for enrichment. */
const asksOf = (template: Template): Properties[] =>
  statementsOf(template, 'RouterRole').filter(({ Sid }) => Sid.startsWith('Ask') && Sid !== 'AskElsewhere');

const decryptions = (template: Template, role: string) =>
  statementsOf(template, role)
    .filter(({ Action }) => listed(Action).includes('kms:Decrypt'))
    .map(({ Resource, Condition }) => ({ Resource, ...Condition }));

/** Any key, but only through one service and for one context. */
const decrypting = (service: string, context: string, of: string | string[]) => ({
  Resource: `${ARN}:kms:${HERE}:key/*`,
  StringEquals: { 'kms:ViaService': `${service}.<AWS::Region>.<AWS::URLSuffix>` },
  StringLike: { [`kms:EncryptionContext:${context}`]: of },
});

const queue = (name: string) =>
  ['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes'].map(
    (action) => `sqs:${action} <${name}.Arn>`,
  );
const log = (group: string) => [`logs:CreateLogStream <${group}.Arn>`, `logs:PutLogEvents <${group}.Arn>`];

describe('rights, by default', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageService();
  }, 60_000);

  test('the router makes the calls that the event sources declare, and no others', () => {
    const [asks, ...others] = asksOf(template);
    const inAnyRegion = (service: string, resource: string) => `${ARN}:${service}:*:<AWS::AccountId>:${resource}`;

    expect(listed(asks?.Action).toSorted()).toEqual([
      'cloudformation:DescribeStackEvents',
      'codebuild:BatchGetBuildBatches',
      'codebuild:BatchGetBuilds',
      'codedeploy:GetDeployment',
      'codepipeline:GetPipelineExecution',
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      'logs:GetLogEvents',
      'states:GetExecutionHistory',
    ]);
    expect(listed(asks?.Resource).toSorted()).toEqual([
      inAnyRegion('cloudformation', 'stack/*'),
      inAnyRegion('codebuild', 'project/*'),
      inAnyRegion('codedeploy', 'deploymentgroup:*'),
      inAnyRegion('codepipeline', '*'),
      inAnyRegion('logs', 'log-group:/aws/codebuild/*:log-stream:*'),
      inAnyRegion('logs', 'log-group:/aws/codepipeline/*:log-stream:*'),
      inAnyRegion('states', 'execution:*'),
    ]);
    expect(others.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['codedeploy:BatchGetDeploymentTargets', 'codedeploy:ListDeploymentTargets'], '*'],
    ]);
  });

  test('the router reads targets, settings and histories', () => {
    const asked = asksOf(template).flatMap(({ Action }) => listed(Action));
    const others = rights(template, 'RouterRole').filter((right) => !asked.includes(right.split(' ')[0] ?? ''));
    expect(others.sort()).toEqual(
      [
        `ssm:GetParametersByPath ${TARGETS}`,
        `ssm:GetParameter ${PARAMETER}/pipebell/test/settings`,
        ...Array.from({ length: 2 }, () => `kms:Decrypt ${ARN}:kms:${HERE}:key/*`),
        ...['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action} <Ledger.Arn>`),
        'sqs:SendMessage <DeadLetters.Arn>',
        'sqs:SendMessage <Deliveries.Arn>',
        'sqs:SendMessage <Unrouted.Arn>',
        ...queue('Unrouted'),
        ...log('RouterLogGroup'),
        'iam:ListAccountAliases *',
      ].sort(),
    );
    expect(decryptions(template, 'RouterRole')).toEqual([
      decrypting('ssm', 'PARAMETER_ARN', `${TARGETS}/*`),
      {
        Resource: `${ARN}:kms:${HERE}:key/*`,
        StringEquals: {
          'kms:ViaService': 'ssm.<AWS::Region>.<AWS::URLSuffix>',
          'kms:EncryptionContext:PARAMETER_ARN': `${PARAMETER}/pipebell/test/settings`,
        },
      },
    ]);
  });

  test('the deliverer reads targets and the secrets that they may refer to', () => {
    expect(rights(template, 'DelivererRole').sort()).toEqual(
      [
        `ssm:GetParameters ${TARGETS}/*`,
        `ssm:GetParameter ${SECRET_PARAMETERS}`,
        `ssm:GetParameter ${PARAMETER}/aws/reference/secretsmanager/*`,
        `secretsmanager:GetSecretValue ${SECRETS}`,
        ...Array.from({ length: 3 }, () => `kms:Decrypt ${ARN}:kms:${HERE}:key/*`),
        ...['BatchGetItem', 'BatchWriteItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map(
          (action) => `dynamodb:${action} <Ledger.Arn>`,
        ),
        'sqs:SendMessage <DeadLetters.Arn>',
        'sqs:SendMessage <Deliveries.Arn>',
        ...queue('Deliveries'),
        ...log('DelivererLogGroup'),
      ].sort(),
    );
    expect(decryptions(template, 'DelivererRole')).toEqual([
      decrypting('ssm', 'PARAMETER_ARN', `${TARGETS}/*`),
      decrypting('ssm', 'PARAMETER_ARN', [SECRET_PARAMETERS]),
      decrypting('secretsmanager', 'SecretARN', [SECRETS]),
    ]);
  });

  test('only the deliverer reads the secrets that targets refer to', () => {
    expect(rights(template, 'DelivererRole').join()).toMatch(/secret/i);
    for (const role of Object.keys(ofType(template, 'AWS::IAM::Role')).filter((id) => id !== 'DelivererRole')) {
      for (const right of rights(template, role)) expect(right).not.toMatch(/secret/i);
    }
  });

  test('no role has a wildcard action, a managed policy, or a wildcard resource where IAM can name one', () => {
    for (const [id, role] of Object.entries(ofType(template, 'AWS::IAM::Role'))) {
      expect(role).not.toHaveProperty('ManagedPolicyArns');
      for (const { Sid, Action, Resource } of statementsOf(template, id)) {
        for (const action of listed(Action)) expect(action).toMatch(/^[\w-]+:\w+$/);
        // IAM restricts this action to no resource.
        if (listed(Action).join() === 'iam:ListAccountAliases') continue;
        // Its operations are listed above.
        if (Sid === 'AskWhyOfAny') continue;
        for (const resource of listed(Resource)) expect(resource).toMatch(/^(arn:|<\w+(\.Arn)?>$)/);
      }
    }
  });

  test('each role trusts one service', () => {
    const services = Object.entries(ofType(template, 'AWS::IAM::Role')).map(([id, { AssumeRolePolicyDocument }]) => [
      id,
      AssumeRolePolicyDocument.Statement.map(({ Principal }: Properties) => Principal.Service).join(),
    ]);
    expect(Object.fromEntries(services)).toEqual({
      RouterRole: 'lambda.amazonaws.com',
      DelivererRole: 'lambda.amazonaws.com',
      PublishRole: 'events.amazonaws.com',
    });
  });
});

test('additional secrets are readable by the deliverer only', async () => {
  const parameters = [
    'arn:aws:ssm:eu-west-1:111122223333:parameter/team/*',
    'arn:aws:ssm:eu-west-1:111122223333:parameter/x',
  ];
  const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf';
  const template = await packageService({ secretParameters: parameters.join(','), secretArns: secret });

  const reads = rights(template, 'DelivererRole').filter((right) => /GetParameter |GetSecretValue /.test(right));
  expect(reads).toEqual([
    ...[SECRET_PARAMETERS, ...parameters].map((arn) => `ssm:GetParameter ${arn}`),
    `ssm:GetParameter ${PARAMETER}/aws/reference/secretsmanager/*`,
    ...[SECRETS, secret].map((arn) => `secretsmanager:GetSecretValue ${arn}`),
  ]);
  expect(decryptions(template, 'DelivererRole').slice(1)).toEqual([
    decrypting('ssm', 'PARAMETER_ARN', [SECRET_PARAMETERS, ...parameters]),
    decrypting('secretsmanager', 'SecretARN', [SECRETS, secret]),
  ]);
  expect(rights(template, 'RouterRole').join()).not.toMatch(/slack|team|parameter\/x/);
}, 60_000);

const ELSEWHERE = { accounts: '222233334444,333344445555', enrichmentRole: 'teams/pipebell@x,read' };

test.each([
  [ELSEWHERE, ['222233334444', '333344445555']],
  [{ accounts: ELSEWHERE.accounts }, []],
  [{ enrichmentRole: ELSEWHERE.enrichmentRole }, []],
])(
  'the router may assume the role of the listed accounts only: %j',
  async (parameters, accounts) => {
    const template = await packageService(parameters);

    const assumed = rights(template, 'RouterRole').filter((right) => right.startsWith('sts:'));
    expect(assumed).toEqual(accounts.map((id) => `sts:AssumeRole ${ARN}:iam::${id}:role/teams/pipebell@x,read`));
  },
  60_000,
);

test('without enrichment the router may not make its calls, nor assume a role in other accounts', async () => {
  const template = await packageService({ enrichmentMs: '0', ...ELSEWHERE });

  expect(rights(template, 'RouterRole').join()).not.toMatch(/sts:|codepipeline:|codebuild:|states:/);
}, 60_000);

test.each([
  ['2500', ['arn:aws:logs:*:111122223333:log-group:/builds/*', 'arn:aws:logs:eu-west-1:111122223333:log-group:ci:*']],
  ['0', []],
])(
  'with enrichmentMs=%s the further log groups of builds that the router may read are %j',
  async (enrichmentMs, expected) => {
    const buildLogGroups =
      'arn:aws:logs:*:111122223333:log-group:/builds/*,arn:aws:logs:eu-west-1:111122223333:log-group:ci:*';
    const template = await packageService({ buildLogGroups, enrichmentMs });

    const reads = statementsOf(template, 'RouterRole').filter(({ Sid }) => Sid === 'ReadBuildLogs');
    expect(reads.flatMap(({ Action, Resource }) => [Action, Resource])).toEqual(
      expected.length > 0 ? ['logs:GetLogEvents', expected] : [],
    );
  },
  60_000,
);

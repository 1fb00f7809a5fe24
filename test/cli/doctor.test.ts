import { readFileSync } from 'node:fs';
import type { Operation } from '../../src/cli/ask.ts';
import { ENVIRONMENT } from '../../src/cli/doctor/functions.ts';
import { alter, openSound, RULES, TOPIC } from './sound-stage.ts';
import { addTarget, bury, type World } from './world.ts';

const doctor = async (world: World, ...args: string[]) => {
  const ended = await world.run('doctor', '--stage', 'prod', ...args);
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

interface Told {
  promise: string;
  verdict: string;
  problems: { words: string; mend: string }[];
  why?: string;
}

const notOk = async (world: World, ...args: string[]): Promise<Told[]> => {
  const { stdout } = await doctor(world, '--json', ...args);
  return JSON.parse(stdout).checks.filter(({ verdict }: Told) => verdict !== 'ok');
};

/** One thing that is wrong, and how it is told. */
type Case = readonly [verdict: 'fault' | 'warning', words: string, breakIt: (world: World) => void];

const set =
  (name: Operation, fields: object, only: (input: Record<string, string>) => boolean = () => true) =>
  (world: World): void =>
    alter(world, name, (answer, input) => void (only(input) && Object.assign(answer, fields)));

const stack = (StackStatus: string) => (world: World) =>
  alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => Object.assign(Stacks[0], { StackStatus }));

const queue = (name: string, Attributes: object) => (world: World) =>
  alter(world, 'sqs GetQueueAttributes', (answer, { QueueUrl }) => {
    if (QueueUrl.endsWith(name)) Object.assign(answer.Attributes, Attributes);
  });

const missing = (name: Operation, error: string, only: (input: Record<string, string>) => boolean = () => true) => {
  return (world: World): void => {
    const { answers } = world.stage as unknown as { answers: Record<string, (input: object) => unknown> };
    const before = answers[name];
    answers[name] = (input) => (only(input as Record<string, string>) ? error : before?.(input));
  };
};

const ofRouter = ({ FunctionName = '' }): boolean => FunctionName.endsWith('-router');

const CASES: readonly Case[] = [
  ['warning', 'it is being changed: UPDATE_IN_PROGRESS', stack('UPDATE_IN_PROGRESS')],
  ['fault', 'its last change failed: UPDATE_ROLLBACK_COMPLETE', stack('UPDATE_ROLLBACK_COMPLETE')],
  [
    'fault',
    'it does not tell UnroutedQueueUrl',
    (world) =>
      alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => {
        Stacks[0].Outputs = Stacks[0].Outputs.filter(
          ({ OutputKey }: { OutputKey: string }) => OutputKey !== 'UnroutedQueueUrl',
        );
      }),
  ],
  [
    'fault',
    `the rule ${RULES[1]} is gone`,
    (world) => alter(world, 'events ListRules', ({ Rules }) => void Rules.pop()),
  ],
  [
    'fault',
    `the rule ${RULES[0]} is switched off, and brings nothing`,
    (world) => alter(world, 'events ListRules', ({ Rules }) => Object.assign(Rules[0], { State: 'DISABLED' })),
  ],
  [
    'fault',
    `the rule ${RULES[0]} does not publish on the topic`,
    set('events ListTargetsByRule', { Targets: [] }, ({ Rule }) => Rule === RULES[0]),
  ],
  [
    'fault',
    `the rule ${RULES[0]} loses what it cannot publish`,
    (world) =>
      alter(world, 'events ListTargetsByRule', ({ Targets }, { Rule }) => {
        if (Rule === RULES[0]) delete Targets[0].DeadLetterConfig;
      }),
  ],
  [
    'fault',
    'no rule matches an approval that waits',
    (world) =>
      alter(world, 'events TestEventPattern', (answer, { Event }) => {
        answer.Result = !/Approval/.test(Event);
      }),
  ],
  ['fault', 'the topic is gone', missing('sns GetTopicAttributes', 'NotFoundException')],
  [
    'warning',
    'the topic is not encrypted',
    (world) => alter(world, 'sns GetTopicAttributes', ({ Attributes }) => delete Attributes.KmsMasterKeyId),
  ],
  [
    'fault',
    'its policy lets anybody publish',
    (world) =>
      alter(world, 'sns GetTopicAttributes', ({ Attributes }) => {
        const { Statement } = JSON.parse(Attributes.Policy);
        Attributes.Policy = JSON.stringify({ Statement: [...Statement, { Effect: 'Allow', Principal: { AWS: '*' } }] });
      }),
  ],
  [
    'fault',
    'the router is not subscribed to the topic, and hears of nothing',
    set('sns ListSubscriptionsByTopic', { Subscriptions: [] }, ({ TopicArn }) => TopicArn === TOPIC),
  ],
  [
    'fault',
    'the subscription is not confirmed',
    (world) =>
      alter(world, 'sns ListSubscriptionsByTopic', ({ Subscriptions }, { TopicArn }) => {
        if (TopicArn === TOPIC) Subscriptions[0].SubscriptionArn = 'PendingConfirmation';
      }),
  ],
  [
    'warning',
    'a filter policy on the subscription keeps events from the router',
    (world) =>
      alter(world, 'sns GetSubscriptionAttributes', ({ Attributes }) => {
        Attributes.FilterPolicy = '{"source":["aws.codebuild"]}';
      }),
  ],
  ['fault', 'SNS has no permission to invoke the router', missing('lambda GetPolicy', 'ResourceNotFoundException')],
  ['fault', 'the router is Failed', set('lambda GetFunctionConfiguration', { State: 'Failed' }, ofRouter)],
  [
    'warning',
    'the router runs on nodejs22.x, not on nodejs24.x',
    set('lambda GetFunctionConfiguration', { Runtime: 'nodejs22.x' }, ofRouter),
  ],
  [
    'fault',
    'the router lacks TARGETS_PATH',
    (world) =>
      alter(world, 'lambda GetFunctionConfiguration', ({ Environment }, input) => {
        if (ofRouter(input)) delete Environment.Variables.TARGETS_PATH;
      }),
  ],
  [
    'fault',
    'the router may not run at all',
    set('lambda GetFunctionConcurrency', { ReservedConcurrentExecutions: 0 }, ofRouter),
  ],
  [
    'fault',
    'the trigger of the router is switched off',
    (world) =>
      alter(world, 'lambda ListEventSourceMappings', ({ EventSourceMappings }, input) => {
        if (ofRouter(input)) EventSourceMappings[0].State = 'Disabled';
      }),
  ],
  [
    'fault',
    'the queue pipebell-prod-unrouted does not feed the router',
    set('lambda ListEventSourceMappings', { EventSourceMappings: [] }, ofRouter),
  ],
  [
    'fault',
    'the router has no on-failure destination: what fails three times is lost',
    missing('lambda GetFunctionEventInvokeConfig', 'ResourceNotFoundException'),
  ],
  [
    'fault',
    'the queue pipebell-prod-deliveries is not encrypted',
    queue('-deliveries', { SqsManagedSseEnabled: 'false' }),
  ],
  ['fault', 'the queue pipebell-prod-unrouted has no redrive policy', queue('-unrouted', { RedrivePolicy: '' })],
  [
    'fault',
    'the queue pipebell-prod-dead-letters is gone',
    missing('sqs GetQueueUrl', 'QueueDoesNotExist', ({ QueueName = '' }) => QueueName.endsWith('-dead-letters')),
  ],
  ['fault', 'pipebell-prod-unrouted takes nothing from pipebell-prod-events', queue('-unrouted', { Policy: '' })],
  ['warning', '3 messages on pipebell-prod-dead-letters', queue('-dead-letters', { ApproximateNumberOfMessages: '3' })],
  [
    'fault',
    'messages have waited on pipebell-prod-deliveries for 20 minutes',
    (world) =>
      alter(world, 'cloudwatch GetMetricData', (answer, { MetricDataQueries: [{ MetricStat }] }) => {
        const [{ Value }] = MetricStat.Metric.Dimensions;
        answer.MetricDataResults = [{ Values: Value.endsWith('-deliveries') ? [1200] : [] }];
      }),
  ],
  [
    'fault',
    'the table is gone: copies of an event ring twice',
    missing('dynamodb DescribeTable', 'ResourceNotFoundException'),
  ],
  ['warning', 'the table keeps everything for ever', set('dynamodb DescribeTimeToLive', { TimeToLiveDescription: {} })],
  ['fault', 'broken cannot be used: not valid JSON', (world) => addTarget(world, 'broken', 'canary {')],
  ['warning', 'there are no targets', ({ parameters }) => parameters.clear()],
  [
    'warning',
    'targets may use http, private addresses and any host: allowPrivateTargets=true',
    (world) =>
      alter(world, 'lambda GetFunctionConfiguration', ({ Environment }) => {
        Environment.Variables.ALLOW_PRIVATE_TARGETS = 'true';
      }),
  ],
  [
    'warning',
    'pipebell-prod-dead-letters is raised',
    (world) =>
      alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => {
        MetricAlarms[0].StateValue = 'ALARM';
      }),
  ],
  [
    'warning',
    'they tell nobody',
    (world) => alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => delete MetricAlarms[0].AlarmActions),
  ],
  [
    'warning',
    'nobody has subscribed to pipebell-prod-alarms',
    set('sns ListSubscriptionsByTopic', { Subscriptions: [] }, ({ TopicArn }) => TopicArn !== TOPIC),
  ],
  [
    'fault',
    'the role publish may not sns:Publish on pipebell-prod-events',
    (world) =>
      alter(world, 'iam SimulatePrincipalPolicy', ({ EvaluationResults }, { ActionNames }) => {
        if (ActionNames.includes('sns:Publish')) EvaluationResults[0].EvalDecision = 'implicitDeny';
      }),
  ],
];

describe('pipebell doctor', () => {
  test('finds nothing wrong with a sound stack, in a line for each check', async () => {
    const { code, stdout, stderr } = await doctor(openSound());

    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).filter((line) => !/^ok {14}\S/.test(line))).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.at(-1)).toBe(`${lines.length - 2} checks: ok ${lines.length - 2}`);
  });

  test.each(CASES)('tells of a %s: %s', async (verdict, words, breakIt) => {
    const world = openSound();
    breakIt(world);

    const found = await notOk(world);

    expect(found.map((check) => [check.verdict, check.problems.map((problem) => problem.words)])).toContainEqual([
      verdict,
      [words],
    ]);
    expect(found.flatMap(({ problems }) => problems).every(({ mend }) => mend.length > 10)).toBe(true);
    // A part that is gone may be missed by one more check.
    expect(found.length).toBeLessThanOrEqual(2);
  });

  test('says how to mend it and ends with 3', async () => {
    const world = openSound();
    alter(world, 'events ListRules', ({ Rules }) => Object.assign(Rules[0], { State: 'DISABLED' }));

    const { code, stdout } = await doctor(world);

    expect(code).toBe(3);
    expect(stdout).toContain(
      `fault           every rule is switched on: the rule ${RULES[0]} is switched off, and brings nothing\n`,
    );
    expect(stdout).toContain(`\n    aws events enable-rule --name ${RULES[0]}\n`);
  });

  test('leaves alone what belongs to a stage whose name begins the same', async () => {
    const world = openSound();
    const other = { AlarmName: 'pipebell-prod-eu-dead-letters', StateValue: 'ALARM' };
    alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => MetricAlarms.push(other));
    alter(world, 'events ListRules', ({ Rules }) =>
      Rules.push({ Name: 'pipebell-prod-eu-pipelines', State: 'DISABLED' }),
    );

    expect(await notOk(world)).toEqual([]);
  });

  test('is content with a stack without rules only if it is told so', async () => {
    const world = openSound();
    alter(world, 'cloudformation ListStackResources', (answer) => {
      answer.StackResourceSummaries = answer.StackResourceSummaries.slice(-1);
    });
    alter(world, 'events ListRules', (answer) => Object.assign(answer, { Rules: [] }));

    const [found] = await notOk(world);

    expect(found?.problems[0]?.words).toBe('there is no rule: EventBridge brings nothing');
  });

  test.each([
    ['events ListRules', 'events:ListRules', 3],
    ['lambda GetFunctionConfiguration', 'lambda:GetFunctionConfiguration', 3],
    ['dynamodb DescribeTable', 'dynamodb:DescribeTable', 3],
    ['cloudwatch DescribeAlarms', 'cloudwatch:DescribeAlarms', 3],
    ['cloudformation DescribeStacks', 'cloudformation:DescribeStacks', 3],
    // Few people may ask the simulator, and nobody is worse off.
    ['iam SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', 0],
  ] as const)('goes on where %s is refused, and names the permission', async (operation, permission, expected) => {
    const world = openSound();
    missing(operation, 'AccessDeniedException')(world);

    const { code, stdout } = await doctor(world);

    expect(code).toBe(expected);
    expect(stdout).toMatch(new RegExp(`\\ncould not look {2}[^\\n]+: your credentials lack ${permission}\\n`));
    expect(stdout).toMatch(/\nok {14}/);
  });

  test('ends with 1 where nothing can be looked at', async () => {
    const world = openSound();
    for (const name of Object.keys(world.stage.answers)) missing(name as Operation, 'ExpiredTokenException')(world);
    for (const name of ['lambda GetFunctionConcurrency', 'cloudwatch GetMetricData'] as const) {
      missing(name, 'ExpiredTokenException')(world);
    }

    const { code, stdout, stderr } = await doctor(world);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/your AWS credentials have expired, sign in again\n$/);
  });

  test('ends with 1 where there is no such stack', async () => {
    const world = openSound();
    missing('cloudformation DescribeStacks', 'ValidationError')(world);

    const { code, stderr } = await doctor(world);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^no stack pipebell-prod: check --stage, --region and --profile/);
  });

  test('asks nothing that changes anything, and takes no dead letter in its hand', async () => {
    const world = openSound();
    bury(world, { version: 1, id: 'd', target: 'team', notification: {} } as never);

    await doctor(world);

    expect(world.stage.asked.filter((name) => !/ (?:Get|List|Describe|Test|Simulate|Filter)/.test(name))).toEqual([]);
    expect(world.calls.filter((call) => !/^(?:below|value) /.test(call))).toEqual([]);
    expect([world.topics.get(TOPIC), world.sent]).toEqual([[], []]);
  });

  test('knows what the handlers read of their environment', () => {
    for (const [name, variables] of Object.entries(ENVIRONMENT)) {
      const handler = readFileSync(new URL(`../../handlers/${name}.ts`, import.meta.url), 'utf8');
      const [, list = ''] = /readEnvironment\(\s*process\.env,([^)]+)\)/.exec(handler) ?? [];
      expect(variables).toEqual([...list.matchAll(/'(\w+)'/g)].map(([, variable]) => variable));
    }
  });
});

describe('pipebell doctor --ring', () => {
  test('publishes a ring and is content once the router has logged it', async () => {
    const world = openSound();

    const { code, stdout } = await doctor(world, '--ring');

    expect(code).toBe(0);
    expect(stdout).toContain('ok              a ring goes through the topic to the router\n');
    expect(world.topics.get(TOPIC)).toEqual([{ text: expect.stringMatching(/^\{"pipebell-ring":"[\da-f-]{36}"\}$/) }]);
  });

  test('tells of a router that does not log it', async () => {
    const world = openSound();
    world.stage.answers['logs FilterLogEvents'] = () => ({ events: [] });

    const [found] = await notOk(world, '--ring');

    expect(found).toMatchObject({
      verdict: 'fault',
      problems: [{ words: 'the router did not log it within 60 seconds' }],
    });
  });

  test('sends nothing to a router that is too old to know a ring', async () => {
    const world = openSound();
    alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => void Stacks[0].Outputs.pop());

    const [found] = await notOk(world, '--ring');

    expect(found).toMatchObject({ verdict: 'could not look', why: expect.stringContaining('too old to know a ring') });
    expect(world.topics.get(TOPIC)).toEqual([]);
  });

  test('sends nothing where somebody else subscribes to the topic', async () => {
    const world = openSound();
    alter(world, 'sns ListSubscriptionsByTopic', ({ Subscriptions }) =>
      Subscriptions.push({ SubscriptionArn: 'arn:1', Endpoint: 'jo@example.com' }),
    );

    const [found] = await notOk(world, '--ring');

    expect(found?.why).toBe('nothing was sent: the topic has 1 more subscribers, who would get it');
    expect(world.topics.get(TOPIC)).toEqual([]);
  });
});

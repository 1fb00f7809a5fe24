import type { Operation } from '../../../src/cli/aws/operations.ts';
import { ENVIRONMENT } from '../../../src/cli/commands/doctor/functions.ts';
import { delivererFromEnvironment } from '../../../src/lambda/deliverer.ts';
import { createPowertools } from '../../../src/lambda/log-lines.ts';
import { routerFromEnvironment } from '../../../src/lambda/router.ts';
import { alter, openSound, RULES, TOPIC } from '../sound-stage.ts';
import { bury, type World } from '../world.ts';
import { FAULTS, missing } from './doctor-faults.ts';
import { MORE_FAULTS } from './doctor-more-faults.ts';

const doctor = async (world: World, ...args: string[]) => {
  const ended = await world.run('doctor', '--stage', 'prod', ...args);
  expect(ended.stdout + ended.stderr).not.toContain('canary');
  return ended;
};

interface Reported {
  name: string;
  verdict: string;
  problems: { message: string; fix: string }[];
  reason?: string;
}

const notOk = async (world: World, ...args: string[]): Promise<Reported[]> => {
  const { stdout } = await doctor(world, '--json', ...args);
  return JSON.parse(stdout).checks.filter(({ verdict }: Reported) => verdict !== 'ok');
};

describe('pipebell doctor', () => {
  test('prints one line per check and finds no problem in a sound stack', async () => {
    const { code, stdout, stderr } = await doctor(openSound());

    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).filter((line) => !/^ok {7}\S/.test(line))).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.at(-1)).toBe(`${lines.length - 2} checks: ok ${lines.length - 2}`);
  });

  test.each([...FAULTS, ...MORE_FAULTS])('reports a %s: %s', async (verdict, message, breakIt) => {
    const world = openSound();
    breakIt(world);

    const found = await notOk(world);

    expect(found.map((check) => [check.verdict, check.problems.map((problem) => problem.message)])).toContainEqual([
      verdict,
      [message],
    ]);
    expect(found.flatMap(({ problems }) => problems).every(({ fix }) => fix.length > 10)).toBe(true);
    // One more check may report the same missing part.
    expect(found.length).toBeLessThanOrEqual(2);
  });

  test('finds nothing wrong with a queue whose messages wait while its poller asks for more', async () => {
    const world = openSound();
    alter(world, 'sqs GetQueueAttributes', ({ Attributes }) => {
      Attributes.ApproximateNumberOfMessages = Attributes.FifoQueue ? '400' : '0';
    });
    alter(world, 'cloudwatch GetMetricData', (answer, { MetricDataQueries }) => {
      const isEmpty = (query: { MetricStat: { Metric: { MetricName: string } } }): boolean =>
        query.MetricStat.Metric.MetricName === 'NumberOfEmptyReceives';
      answer.MetricDataResults = MetricDataQueries.filter(isEmpty).map(() => ({ Values: [15, 14] }));
    });

    expect(await notOk(world)).toEqual([]);
  });

  test('prints the fix and ends with 3', async () => {
    const world = openSound();
    alter(world, 'events ListRules', ({ Rules }) => Object.assign(Rules[0], { State: 'DISABLED' }));

    const { code, stdout } = await doctor(world);

    expect(code).toBe(3);
    expect(stdout).toContain(`fault    every rule is enabled: the rule ${RULES[0]} is disabled and sends no events\n`);
    expect(stdout).toContain(`\n    aws events enable-rule --name ${RULES[0]}\n`);
  });

  test('ignores resources of a stage whose name starts with this stage’s name', async () => {
    const world = openSound();
    const other = { AlarmName: 'pipebell-prod-eu-dead-letters', StateValue: 'ALARM' };
    alter(world, 'cloudwatch DescribeAlarms', ({ MetricAlarms }) => MetricAlarms.push(other));
    alter(world, 'events ListRules', ({ Rules }) =>
      Rules.push({ Name: 'pipebell-prod-eu-pipelines', State: 'DISABLED' }),
    );

    expect(await notOk(world)).toEqual([]);
  });

  test('reports a missing rule although another stage has one', async () => {
    const world = openSound();
    alter(world, 'cloudformation ListStackResources', (answer) => {
      answer.StackResourceSummaries = answer.StackResourceSummaries.slice(-1);
    });
    alter(world, 'events ListRules', (answer) =>
      Object.assign(answer, { Rules: [{ Name: 'pipebell-prod-eu-codepipeline', State: 'DISABLED' }] }),
    );

    const messages = (await notOk(world)).flatMap(({ problems }) => problems.map((problem) => problem.message));

    expect(messages).toContain('there is no rule: EventBridge sends no events');
    expect(messages.join()).not.toContain('prod-eu');
  });

  test('finds the router among many subscribers', async () => {
    const world = openSound();
    alter(world, 'sns ListSubscriptionsByTopic', (answer, { NextToken }) => {
      if (!NextToken) Object.assign(answer, { Subscriptions: [{ Endpoint: 'jo@example.com' }], NextToken: 'more' });
    });

    const messages = (await notOk(world)).flatMap(({ problems }) => problems.map((problem) => problem.message));

    expect(messages.join()).not.toContain('is not subscribed');
  });

  test('warns about a stack without rules', async () => {
    const world = openSound();
    alter(world, 'cloudformation ListStackResources', (answer) => {
      answer.StackResourceSummaries = answer.StackResourceSummaries.slice(-1);
    });
    alter(world, 'events ListRules', (answer) => Object.assign(answer, { Rules: [] }));

    const [found] = await notOk(world);

    expect(found?.problems[0]?.message).toBe('there is no rule: EventBridge sends no events');
  });

  test.each([
    ['events ListRules', 'events:ListRules', 3],
    ['lambda GetFunctionConfiguration', 'lambda:GetFunctionConfiguration', 3],
    ['dynamodb DescribeTable', 'dynamodb:DescribeTable', 3],
    ['cloudwatch DescribeAlarms', 'cloudwatch:DescribeAlarms', 3],
    ['cloudformation DescribeStacks', 'cloudformation:DescribeStacks', 3],
    // Few users may call the simulator, so this check is optional.
    ['iam SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', 0],
  ] as const)(
    'runs the other checks if %s is refused, and names the permission',
    async (operation, permission, expected) => {
      const world = openSound();
      missing(operation, 'AccessDeniedException')(world);

      const { code, stdout } = await doctor(world);

      expect(code).toBe(expected);
      expect(stdout).toMatch(new RegExp(`\\nunknown {2}[^\\n]+: your credentials lack ${permission}\\n`));
      expect(stdout).toMatch(/\nok {7}/);
    },
  );

  test('ends with 1 if no check can run', async () => {
    const world = openSound();
    for (const name of Object.keys(world.stage.answers)) missing(name as Operation, 'ExpiredTokenException')(world);
    for (const name of ['lambda GetFunctionConcurrency', 'cloudwatch GetMetricData'] as const) {
      missing(name, 'ExpiredTokenException')(world);
    }

    const { code, stdout, stderr } = await doctor(world);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/your AWS credentials have expired: sign in again\n$/);
  });

  test('ends with 1 if the stack does not exist', async () => {
    const world = openSound();
    missing('cloudformation DescribeStacks', 'ValidationError')(world);

    const { code, stderr } = await doctor(world);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^no stack pipebell-prod in 111122223333 \/ eu-central-1: check --stage, --region and --profile/,
    );
  });

  test('calls only operations that read, and leases no dead letter', async () => {
    const world = openSound();
    bury(world, { version: 1, id: 'd', target: 'team', notification: {} } as never);

    await doctor(world);

    expect(world.stage.asked.filter((name) => !/ (?:Get|List|Describe|Test|Simulate|Filter)/.test(name))).toEqual([]);
    expect(world.calls.filter((call) => !/^(?:below|value) /.test(call))).toEqual([]);
    expect([world.topics.get(TOPIC), world.sent]).toEqual([[], []]);
  });

  test.each([
    ['router', routerFromEnvironment],
    ['deliverer', delivererFromEnvironment],
  ] as const)('checks every variable without which the %s cannot start', (name, start) => {
    let message = '';
    try {
      start({}, createPowertools('prod'));
    } catch (error) {
      message = (error as Error).message;
    }

    expect([...message.matchAll(/(\w+): not set/g)].map(([, variable]) => variable)).toEqual(ENVIRONMENT[name]);
  });
});

describe('pipebell doctor --probe', () => {
  test('publishes a probe and succeeds once the router has logged it', async () => {
    const world = openSound();

    const { code, stdout } = await doctor(world, '--probe');

    expect(code).toBe(0);
    expect(stdout).toContain('ok       a probe goes through the topic to the router\n');
    expect(world.topics.get(TOPIC)).toEqual([{ text: expect.stringMatching(/^\{"pipebell-probe":"[\da-f-]{36}"\}$/) }]);
  });

  test('reports a fault if the router does not log the probe', async () => {
    const world = openSound();
    world.stage.answers['logs FilterLogEvents'] = () => ({ events: [] });

    const [found] = await notOk(world, '--probe');

    expect(found).toMatchObject({
      verdict: 'fault',
      problems: [{ message: 'the router did not log the probe within 60 seconds' }],
    });
  });

  test('sends nothing to a router that does not support the probe', async () => {
    const world = openSound();
    alter(world, 'cloudformation DescribeStacks', ({ Stacks }) => void Stacks[0].Outputs.pop());

    const [found] = await notOk(world, '--probe');

    expect(found).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('does not support the probe; redeploy'),
    });
    expect(world.topics.get(TOPIC)).toEqual([]);
  });

  test('sends nothing if the topic has other subscribers', async () => {
    const world = openSound();
    alter(world, 'sns ListSubscriptionsByTopic', ({ Subscriptions }) =>
      Subscriptions.push({ SubscriptionArn: 'arn:1', Endpoint: 'jo@example.com' }),
    );

    const [found] = await notOk(world, '--probe');

    expect(found?.reason).toBe('probe not sent: the topic has 1 other subscribers that would get it');
    expect(world.topics.get(TOPIC)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import type { Operation } from '../../../src/cli/aws/operations.ts';
import { ENVIRONMENT } from '../../../src/cli/commands/doctor/functions.ts';
import { alter, openSound, RULES, TOPIC } from '../sound-stage.ts';
import { bury, type World } from '../world.ts';
import { FAULTS, missing } from './doctor-faults.ts';

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

describe('pipebell doctor', () => {
  test('finds nothing wrong with a sound stack, in a line for each check', async () => {
    const { code, stdout, stderr } = await doctor(openSound());

    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, -2).filter((line) => !/^ok {14}\S/.test(line))).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.at(-1)).toBe(`${lines.length - 2} checks: ok ${lines.length - 2}`);
  });

  test.each(FAULTS)('tells of a %s: %s', async (verdict, words, breakIt) => {
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

  test('takes no rule of another stage for its own where it has none', async () => {
    const world = openSound();
    alter(world, 'cloudformation ListStackResources', (answer) => {
      answer.StackResourceSummaries = answer.StackResourceSummaries.slice(-1);
    });
    alter(world, 'events ListRules', (answer) =>
      Object.assign(answer, { Rules: [{ Name: 'pipebell-prod-eu-codepipeline', State: 'DISABLED' }] }),
    );

    const words = (await notOk(world)).flatMap(({ problems }) => problems.map((problem) => problem.words));

    expect(words).toContain('there is no rule: EventBridge brings nothing');
    expect(words.join()).not.toContain('prod-eu');
  });

  test('finds the router among many subscribers', async () => {
    const world = openSound();
    alter(world, 'sns ListSubscriptionsByTopic', (answer, { NextToken }) => {
      if (!NextToken) Object.assign(answer, { Subscriptions: [{ Endpoint: 'jo@example.com' }], NextToken: 'more' });
    });

    const words = (await notOk(world)).flatMap(({ problems }) => problems.map((problem) => problem.words));

    expect(words.join()).not.toContain('is not subscribed');
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
      const handler = readFileSync(new URL(`../../../handlers/${name}.ts`, import.meta.url), 'utf8');
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
    expect(world.topics.get(TOPIC)).toEqual([{ text: expect.stringMatching(/^\{"pipebell-probe":"[\da-f-]{36}"\}$/) }]);
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

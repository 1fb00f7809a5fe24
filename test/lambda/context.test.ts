import { type ContextOptions, createContext } from '../../src/lambda/context.ts';
import { createLocalAws, LEDGER_TABLE, SETTINGS_NAME } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification } from '../../src/model/notification.ts';
import { addContext } from '../../src/relay/routing.ts';
import { answersOf } from '../../src/samples/answers.ts';
import { aNotification } from '../support/factories.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

const setUp = (options: Partial<ContextOptions> = {}) => {
  const clock = frozenClock(new Date('2026-03-02T12:00:00Z'));
  const aws = createLocalAws(clock);
  const troubles: string[] = [];
  const context = createContext({
    aws: { region: REGION, credentials: () => ({ accessKeyId: 'A', secretAccessKey: 'B' }) },
    call: aws.call,
    telemetry: { enrichment: (error) => void troubles.push(String(error)) },
    table: LEDGER_TABLE,
    settingsName: SETTINGS_NAME,
    account: ACCOUNT,
    budgetMs: 0,
    now: clock.now,
    ...options,
  });
  const add = (notification: Notification) => addContext(notification, context);
  return { aws, troubles, add };
};

let run = 0;
/** The end of a run of one pipeline, `minute` minutes past eight. */
const end = (moment: 'failed' | 'succeeded', minute: number, more: Partial<Notification> = {}): Notification =>
  aNotification({
    source: 'codepipeline',
    level: 'pipeline',
    moment,
    severity: moment === 'failed' ? 'failure' : 'success',
    account: ACCOUNT,
    region: REGION,
    pipeline: { name: 'web' },
    execution: { id: `run-${++run}`, attempt: 1 },
    time: new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString(),
    failures: [],
    ...more,
  });

const oldRun = (execution: string, minute: number, status: 'Succeeded' | 'Failed') => ({
  execution,
  startedAt: new Date(Date.UTC(2026, 2, 2, 7, minute)),
  status,
  commit: '9b1f4c2d7e8a6053c4d2e1f0a9b8c7d6e5f40312',
  message: 'Something older',
});

describe('what runs by itself', () => {
  const build = (moment: 'failed' | 'succeeded', minute: number, more: Partial<Notification> = {}): Notification => {
    const { pipeline: _pipeline, level: _level, ...facts } = end(moment, minute);
    const resource = { kind: 'build', name: 'web-tests' };
    return { ...facts, source: 'codebuild', resource, execution: { id: `web-tests:run-${++run}` }, ...more };
  };

  test('breaks, stays broken and is fixed as a pipeline does, for one read and one write each', async () => {
    const { add, aws } = setUp();

    expect((await add(build('succeeded', 1))).transition).toBeUndefined();
    expect((await add(build('failed', 2))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await add(build('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    expect((await add(build('succeeded', 4))).transition).toMatchObject({ kind: 'fixed', count: 2 });
    const table = aws.calls.filter((call) => call.startsWith('dynamodb'));
    expect(table).toEqual(Array.from({ length: 4 }, () => ['dynamodb GetItem', 'dynamodb PutItem']).flat());
  });

  test.each([
    ['another name', { resource: { kind: 'build', name: 'other' } }],
    ['another kind', { resource: { kind: 'deployment', name: 'web-tests' } }],
    ['another source', { source: 'codedeploy' }],
    ['another Region', { region: 'eu-west-1' }],
  ])('has nothing to do with %s', async (_, more) => {
    const { add } = setUp();
    await add(build('failed', 1));

    expect((await add(build('failed', 2, more))).transition).toMatchObject({ kind: 'broken', count: 1 });
  });

  test('is not judged where it is the job of a pipeline', async () => {
    const { add, aws } = setUp();

    expect((await add(build('failed', 1, { level: 'job', pipeline: { name: 'web' } }))).transition).toBeUndefined();
    expect(aws.calls.filter((call) => call.startsWith('dynamodb'))).toEqual([]);
  });

  describe('as a state that lasts', () => {
    const own = { kind: 'fixed', count: 1, since: '2026-03-02T07:00:00.000Z' } as const;
    const alarm = (moment: 'failed' | 'succeeded', minute: number, more: Partial<Notification> = {}): Notification => {
      const resource = { kind: 'alarm', name: 'shop-5xx' };
      return build(moment, minute, {
        source: 'cloudwatch-alarm',
        resource,
        execution: undefined,
        lasting: true,
        id: `change-${++run}`,
        ...more,
      });
    };

    test('breaks and is fixed without a run, whatever lies between', async () => {
      const { add } = setUp();

      expect((await add(alarm('failed', 1))).transition).toMatchObject({ kind: 'broken' });
      expect((await add(alarm('succeeded', 9))).transition).toMatchObject({ kind: 'fixed', count: 1 });
      expect((await add(alarm('succeeded', 10))).transition).toBeUndefined();
    });

    test('says itself what its end means where nobody else knows', async () => {
      const { add } = setUp();

      expect((await add(alarm('succeeded', 2, { transition: own }))).transition).toEqual(own);
      expect((await add(alarm('failed', 3))).transition).toMatchObject({ kind: 'broken' });
      expect((await add(alarm('failed', 4))).transition).toMatchObject({ kind: 'still-failing' });
      expect((await add(alarm('succeeded', 5, { transition: own }))).transition).toMatchObject({ count: 2 });
    });

    test('reads the same for a copy', async () => {
      const { add } = setUp();
      const one = alarm('failed', 1);

      expect((await add(one)).transition).toEqual((await add(one)).transition);
    });

    test('is not judged where neither a run nor a state is told', async () => {
      const { add } = setUp();

      expect((await add(alarm('failed', 1, { lasting: undefined }))).transition).toBeUndefined();
    });
  });

  describe('as a deployment', () => {
    const deployment = (moment: 'failed' | 'succeeded', minute: number): Notification =>
      build(moment, minute, {
        source: 'codedeploy',
        resource: { kind: 'deployment', name: 'shop/live' },
        execution: { id: `d-${++run}` },
      });
    const ask = (creator: string) => {
      const all = setUp({ budgetMs: 1000 });
      all.aws.answers.set('codedeploy GetDeployment', () => ({ deploymentInfo: { creator } }));
      return all;
    };

    test('is not fixed by the rollback of what failed', async () => {
      const { add } = ask('codeDeployRollback');
      await add(deployment('failed', 1));

      const back = await add(deployment('succeeded', 2));

      expect(back.transition).toBeUndefined();
      expect(back).toMatchObject({ rollback: true, trigger: { type: 'AutomatedRollback' } });
      expect((await add(deployment('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    });

    test('is fixed by one that somebody made', async () => {
      const { add } = ask('user');
      await add(deployment('failed', 1));

      expect((await add(deployment('succeeded', 2))).transition).toMatchObject({ kind: 'fixed' });
    });
  });

  test('is told as it is where the table does not answer', async () => {
    const { add, aws, troubles } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    expect((await add(build('failed', 1))).transition).toBeUndefined();
    expect(troubles).toHaveLength(1);
  });
});

describe('who counts the ends of pipelines', () => {
  test('is told of each once, however many copies of it come', async () => {
    const ends: string[] = [];
    const { add } = setUp({ ended: ({ moment, transition }) => void ends.push(`${moment} ${transition?.kind}`) });
    const failed = end('failed', 2);

    await add(end('succeeded', 1));
    await add(failed);
    await add({ ...failed, id: 'a-copy' });
    await add(end('succeeded', 3));
    await add(end('failed', 4, { level: 'stage' }));

    expect(ends).toEqual(['succeeded undefined', 'failed broken', 'succeeded fixed']);
  });
});

describe('what an end means', () => {
  test('is told from the ends before it', async () => {
    const { add } = setUp();

    expect((await add(end('succeeded', 1))).transition).toBeUndefined();
    expect((await add(end('failed', 2))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await add(end('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    expect((await add(end('succeeded', 4))).transition).toMatchObject({ kind: 'fixed', count: 2 });
  });

  test('is the same for a copy, in whichever dialect it comes', async () => {
    const { add } = setUp();
    const failed = end('failed', 2);
    await add(end('succeeded', 1));

    expect((await add(failed)).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await add({ ...failed, id: 'rule_other' })).transition).toMatchObject({ kind: 'broken', count: 1 });
  });

  test.each([
    ['stopped', {}],
    ['superseded', {}],
    ['canceled', {}],
    ['succeeded', { rollback: true }],
    ['succeeded', { level: 'stage' as const }],
  ] as const)('is not changed by one that %s %j', async (moment, more) => {
    const { add } = setUp();
    await add(end('failed', 1));

    expect((await add({ ...end('succeeded', 2), moment, ...more })).transition).toBeUndefined();
    expect((await add(end('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
  });

  test('keeps pipelines of one name in other accounts and Regions apart', async () => {
    const { add } = setUp();
    await add(end('failed', 1));

    expect((await add(end('failed', 2, { region: 'us-east-1' }))).transition).toMatchObject({ kind: 'broken' });
    expect((await add(end('failed', 3, { account: '444455556666' }))).transition).toMatchObject({ kind: 'broken' });
  });

  test('of the first that is heard of a pipeline is asked from AWS, once', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    const past = [oldRun('past-2', 30, 'Failed'), oldRun('past-1', 10, 'Succeeded')];
    for (const [name, answer] of Object.entries(answersOf('web', past))) aws.answers.set(name, answer);

    const { transition } = await add(end('failed', 1, { execution: { id: 'cold-start', attempt: 1 } }));
    expect(transition).toMatchObject({ kind: 'still-failing', count: 2, since: '2026-03-02T07:35:00.000Z' });
    expect(aws.calls.filter((call) => call.endsWith('ListPipelineExecutions'))).toHaveLength(1);
  });

  test('is read from AWS’s own list while the table cannot be asked', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    for (const [name, answer] of Object.entries(answersOf('web', [oldRun('red', 30, 'Failed')]))) {
      aws.answers.set(name, answer);
    }
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    const { transition } = await add(end('succeeded', 1, { execution: { id: 'green', attempt: 1 } }));

    expect(transition).toMatchObject({ kind: 'fixed', count: 1 });
  });

  test('has no gap where an end could not be written down', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    const runs = [oldRun('gap-1', 30, 'Failed')];
    for (const [name, answer] of Object.entries(answersOf('web', runs))) aws.answers.set(name, answer);
    await add(end('failed', 1, { execution: { id: 'gap-1', attempt: 1 }, time: '2026-03-02T07:35:00.000Z' }));
    const lost = oldRun('gap-2', 40, 'Succeeded');
    for (const [name, answer] of Object.entries(answersOf('web', [lost, ...runs]))) aws.answers.set(name, answer);

    const { transition } = await add(end('failed', 2, { execution: { id: 'gap-3', attempt: 1 } }));

    expect(transition).toMatchObject({ kind: 'broken', count: 1 });
  });

  test('is left out while the table cannot be asked, and the alert goes', async () => {
    const { aws, add, troubles } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);
    const failed = end('failed', 1);

    const told = await add(failed);

    expect(told.moment).toBe('failed');
    expect(told.transition).toBeUndefined();
    expect(troubles).toContain('AwsError: dynamodb GetItem: InternalServerError');
  });
});

test('a rollback that succeeds mends nothing, though its event looks like any other', async () => {
  const { aws, add } = setUp({ budgetMs: 2500 });
  for (const [name, answer] of Object.entries(answersOf('web', []))) aws.answers.set(name, answer);
  aws.answers.set('codepipeline GetPipelineExecution', () => ({
    pipelineExecution: {
      status: 'Succeeded',
      executionType: 'ROLLBACK',
      trigger: { triggerType: 'AutomatedRollback' },
    },
  }));
  const trigger = { type: 'WebhookV2' };
  await add(end('failed', 1, { execution: { id: 'before', attempt: 1 }, trigger }));
  const { trigger: _, ...rollback } = end('succeeded', 2, { execution: { id: 'rollback', attempt: 1 } });

  expect((await add(rollback)).transition).toBeUndefined();

  const next = await add(end('failed', 3, { execution: { id: 'after', attempt: 1 }, trigger }));
  expect(next.transition).toMatchObject({ kind: 'still-failing', count: 2 });
});

describe('names from the settings', () => {
  test('are put beside the account’s id and the pipeline', async () => {
    const { aws, add } = setUp();
    const aliases = { accounts: { [ACCOUNT]: 'Production' }, environments: { staging: ['*-stage'], live: ['web*'] } };
    aws.parameters.set(SETTINGS_NAME, JSON.stringify({ aliases }));

    expect(await add(end('failed', 1))).toMatchObject({ accountName: 'Production', environment: 'live' });
  });

  test('are not found in a prototype', async () => {
    const { aws, add } = setUp();
    aws.parameters.set(SETTINGS_NAME, JSON.stringify({ aliases: { accounts: {} } }));

    expect((await add(end('failed', 1, { account: 'constructor' }))).accountName).toBeUndefined();
  });
});

describe('what AWS is asked', () => {
  test('is nothing without a budget', async () => {
    const { aws, add } = setUp();

    await add(end('failed', 1));

    expect(aws.calls.filter((call) => /^(codepipeline|codebuild|logs) /.test(call))).toEqual([]);
  });

  test('is nothing about another account without a role, and the alert says so', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });

    expect((await add(end('failed', 1, { account: '444455556666' }))).missing).toEqual(['details: in another account']);
    expect(aws.calls.filter((call) => call.startsWith('codepipeline '))).toEqual([]);
  });

  test.each(['attacker.example/?', '10.0.0.5/#', 'eu-central-1.evil.example', ''])(
    'goes to no host that an event makes up by the Region %j',
    async (region) => {
      const { aws, add } = setUp({ budgetMs: 2500 });

      expect(await add(end('failed', 1, { region }))).toMatchObject({ moment: 'failed' });
      expect(aws.calls.filter((call) => call.startsWith('codepipeline '))).toEqual([]);
    },
  );

  test('where another account does not offer the role, the alert says so and still knows how bad it is', async () => {
    const denied = { status: 403, headers: {}, body: '<Error><Code>AccessDenied</Code></Error>', whole: true };
    const { add } = setUp({
      budgetMs: 2500,
      roleName: 'reader',
      aws: {
        region: REGION,
        credentials: () => ({ accessKeyId: 'A', secretAccessKey: 'B' }),
        post: async () => denied,
      },
    });
    const elsewhere = { account: '444455556666' };

    expect(await add(end('failed', 1, elsewhere))).toMatchObject({
      missing: ['details: in another account'],
      transition: { kind: 'broken' },
    });
    expect((await add(end('succeeded', 2, elsewhere))).transition).toMatchObject({ kind: 'fixed' });
  });

  test('or not, secrets in the event’s own words are taken out', async () => {
    const { add } = setUp();
    const commits = [{ id: 'c1', summary: 'Set password=hunter2-canary for the test' }];

    expect(JSON.stringify(await add(end('succeeded', 1, { commits })))).not.toContain('hunter2');
  });

  test('costs the alert nothing when it is denied', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    aws.fault = (service) => (service === 'codepipeline' ? 'AccessDeniedException' : undefined);

    const told = await add(end('failed', 1, { execution: { id: 'denied', attempt: 1 } }));

    expect(told).toMatchObject({ moment: 'failed', transition: { kind: 'broken' } });
    expect(told.missing?.join()).toContain('access denied');
  });
});

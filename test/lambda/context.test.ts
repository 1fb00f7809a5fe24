import { type ContextOptions, createContext } from '../../src/lambda/context.ts';
import { createLocalAws, LEDGER_TABLE, SETTINGS_NAME } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification } from '../../src/model/notification.ts';
import { addContext } from '../../src/relay/context.ts';
import { answersOf } from '../../src/samples/answers.ts';
import { aNotification } from '../support/factories.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';

const setUp = (options: Partial<ContextOptions> = {}) => {
  const clock = frozenClock(new Date('2026-03-02T12:00:00Z'));
  const aws = createLocalAws(clock);
  const errors: string[] = [];
  const context = createContext({
    aws: { region: REGION, credentials: () => ({ accessKeyId: 'A', secretAccessKey: 'B' }) },
    call: aws.call,
    telemetry: {
      enrichment: (error) => void errors.push(String(error)),
      ledger: (error) => void errors.push(String(error)),
    },
    table: LEDGER_TABLE,
    settingsName: SETTINGS_NAME,
    account: ACCOUNT,
    budgetMs: 0,
    now: clock.now,
    ...options,
  });
  const add = (notification: Notification) => addContext(notification, context);
  return { aws, errors, add };
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

describe('a subject that is not a pipeline', () => {
  const build = (moment: 'failed' | 'succeeded', minute: number, more: Partial<Notification> = {}): Notification => {
    const { pipeline: _pipeline, level: _level, ...facts } = end(moment, minute);
    const resource = { kind: 'build', name: 'web-tests' };
    const failures = moment === 'failed' ? [{ reason: 'a test failed' }] : [];
    return { ...facts, failures, source: 'codebuild', resource, execution: { id: `web-tests:run-${++run}` }, ...more };
  };

  test('gets the transitions of a pipeline, with two reads and one write each', async () => {
    const { add, aws } = setUp();

    expect((await add(build('succeeded', 1))).transition).toBeUndefined();
    expect((await add(build('failed', 2))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await add(build('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    expect((await add(build('succeeded', 4))).transition).toMatchObject({ kind: 'fixed', count: 2 });
    const table = aws.calls.filter((call) => call.startsWith('dynamodb'));
    expect(table).toEqual(
      Array.from({ length: 4 }, () => ['dynamodb GetItem', 'dynamodb GetItem', 'dynamodb PutItem']).flat(),
    );
  });

  test.each([
    ['another name', { resource: { kind: 'build', name: 'other' } }],
    ['another kind', { resource: { kind: 'deployment', name: 'web-tests' } }],
    ['another source', { source: 'codedeploy' }],
    ['another Region', { region: 'eu-west-1' }],
  ])('is independent of one with %s', async (_, more) => {
    const { add } = setUp();
    await add(build('failed', 1));

    expect((await add(build('failed', 2, more))).transition).toMatchObject({ kind: 'broken', count: 1 });
  });

  test('is not judged if it is the job of a pipeline', async () => {
    const { add, aws } = setUp();

    expect((await add(build('failed', 1, { level: 'job', pipeline: { name: 'web' } }))).transition).toBeUndefined();
    expect(aws.calls.filter((call) => call.startsWith('dynamodb'))).toEqual([]);
  });

  describe('with a lasting state', () => {
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

    test('is broken and fixed without a run', async () => {
      const { add } = setUp();

      expect((await add(alarm('failed', 1))).transition).toMatchObject({ kind: 'broken' });
      expect((await add(alarm('succeeded', 9))).transition).toMatchObject({ kind: 'fixed', count: 1 });
      expect((await add(alarm('succeeded', 10))).transition).toBeUndefined();
    });

    test('keeps the transition of the event if the history gives none', async () => {
      const { add } = setUp();

      expect((await add(alarm('succeeded', 2, { transition: own }))).transition).toEqual(own);
      expect((await add(alarm('failed', 3))).transition).toMatchObject({ kind: 'broken' });
      expect((await add(alarm('failed', 4))).transition).toMatchObject({ kind: 'still-failing' });
      expect((await add(alarm('succeeded', 5, { transition: own }))).transition).toMatchObject({ count: 2 });
    });

    test('is not fixed after a state that was not reported, because a rule muted it', async () => {
      const { add } = setUp();
      const muted = { moment: 'change', severity: 'warning', mute: { by: 'nightly' } } as const;
      await add(alarm('failed', 1, muted));

      expect((await add(alarm('succeeded', 2, { transition: own }))).transition).toBeUndefined();
      await add(alarm('failed', 3));
      await add(alarm('failed', 4, muted));
      expect((await add(alarm('succeeded', 5))).transition).toMatchObject({ kind: 'fixed', count: 1 });
    });

    test('is not fixed after a state that was reported as a change, because another alarm suppressed it', async () => {
      const suppressed = { moment: 'change', severity: 'warning' } as const;
      const [silent, plain] = [setUp(), setUp()];
      await silent.add(alarm('failed', 1, suppressed));
      await plain.add(alarm('failed', 1, { ...suppressed, severity: 'info' }));

      expect((await silent.add(alarm('succeeded', 2, { transition: own }))).transition).toBeUndefined();
      expect((await plain.add(alarm('succeeded', 2, { transition: own }))).transition).toEqual(own);
    });

    test('keeps the transition of the event for a copy of it', async () => {
      const { add } = setUp();
      const first = alarm('succeeded', 2, { transition: own });
      await add(first);

      expect((await add(first)).transition).toEqual(own);
    });

    test('gives a copy the same transition', async () => {
      const { add } = setUp();
      const one = alarm('failed', 1);

      expect((await add(one)).transition).toEqual((await add(one)).transition);
    });

    test('is not judged without a run or a lasting state', async () => {
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

    test('is not fixed by the rollback of the failed deployment', async () => {
      const { add } = ask('codeDeployRollback');
      await add(deployment('failed', 1));

      const back = await add(deployment('succeeded', 2));

      expect(back.transition).toBeUndefined();
      expect(back).toMatchObject({ rollback: true, trigger: { type: 'AutomatedRollback' } });
      expect((await add(deployment('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    });

    test('is fixed by a deployment of a user', async () => {
      const { add } = ask('user');
      await add(deployment('failed', 1));

      expect((await add(deployment('succeeded', 2))).transition).toMatchObject({ kind: 'fixed' });
    });
  });

  test('is routed without a transition if the table does not answer', async () => {
    const { add, aws, errors } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    expect((await add(build('failed', 1))).transition).toBeUndefined();
    expect(errors).toEqual(Array(2).fill('AwsError: dynamodb GetItem: InternalServerError'));
  });
});

describe('the callback for ended runs', () => {
  test('is called once per end, even if the event arrives in copies', async () => {
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

describe('the transition of a run', () => {
  test('follows from the earlier endings', async () => {
    const { add } = setUp();

    expect((await add(end('succeeded', 1))).transition).toBeUndefined();
    expect((await add(end('failed', 2))).transition).toMatchObject({ kind: 'broken', count: 1 });
    expect((await add(end('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
    expect((await add(end('succeeded', 4))).transition).toMatchObject({ kind: 'fixed', count: 2 });
  });

  test('is the same for a copy of the event in either dialect', async () => {
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
  ] as const)('is not affected by a run that ended as %s %j', async (moment, more) => {
    const { add } = setUp();
    await add(end('failed', 1));

    expect((await add({ ...end('succeeded', 2), moment, ...more })).transition).toBeUndefined();
    expect((await add(end('failed', 3))).transition).toMatchObject({ kind: 'still-failing', count: 2 });
  });

  test('is separate for pipelines of the same name in other accounts and Regions', async () => {
    const { add } = setUp();
    await add(end('failed', 1));

    expect((await add(end('failed', 2, { region: 'us-east-1' }))).transition).toMatchObject({ kind: 'broken' });
    expect((await add(end('failed', 3, { account: '444455556666' }))).transition).toMatchObject({ kind: 'broken' });
  });

  test('uses the list of AWS for the first event of a pipeline, with one call', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    const past = [oldRun('past-2', 30, 'Failed'), oldRun('past-1', 10, 'Succeeded')];
    for (const [name, answer] of Object.entries(answersOf('web', past))) aws.answers.set(name, answer);

    const { transition } = await add(end('failed', 1, { execution: { id: 'cold-start', attempt: 1 } }));
    expect(transition).toMatchObject({ kind: 'still-failing', count: 2, since: '2026-03-02T07:35:00.000Z' });
    expect(aws.calls.filter((call) => call.endsWith('ListPipelineExecutions'))).toHaveLength(1);
  });

  test('uses the list of AWS if the table does not answer', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    for (const [name, answer] of Object.entries(answersOf('web', [oldRun('red', 30, 'Failed')]))) {
      aws.answers.set(name, answer);
    }
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);

    const { transition } = await add(end('succeeded', 1, { execution: { id: 'green', attempt: 1 } }));

    expect(transition).toMatchObject({ kind: 'fixed', count: 1 });
  });

  test('has no gap if an ending could not be written', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    const runs = [oldRun('gap-1', 30, 'Failed')];
    for (const [name, answer] of Object.entries(answersOf('web', runs))) aws.answers.set(name, answer);
    await add(end('failed', 1, { execution: { id: 'gap-1', attempt: 1 }, time: '2026-03-02T07:35:00.000Z' }));
    const lost = oldRun('gap-2', 40, 'Succeeded');
    for (const [name, answer] of Object.entries(answersOf('web', [lost, ...runs]))) aws.answers.set(name, answer);

    const { transition } = await add(end('failed', 2, { execution: { id: 'gap-3', attempt: 1 } }));

    expect(transition).toMatchObject({ kind: 'broken', count: 1 });
  });

  test('is left out if the table does not answer, and the notification is routed', async () => {
    const { aws, add, errors } = setUp();
    aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);
    const failed = end('failed', 1);

    const result = await add(failed);

    expect(result.moment).toBe('failed');
    expect(result.transition).toBeUndefined();
    expect(errors).toContain('AwsError: dynamodb GetItem: InternalServerError');
  });
});

test('a successful rollback fixes nothing, even if its event does not mention the rollback', async () => {
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
  test('are added for the account and the environment', async () => {
    const { aws, add } = setUp();
    const aliases = { accounts: { [ACCOUNT]: 'Production' }, environments: { staging: ['*-stage'], live: ['web*'] } };
    aws.parameters.set(SETTINGS_NAME, JSON.stringify({ aliases }));

    expect(await add(end('failed', 1))).toMatchObject({ accountName: 'Production', environment: 'live' });
  });

  test('are not read from the prototype', async () => {
    const { aws, add } = setUp();
    aws.parameters.set(SETTINGS_NAME, JSON.stringify({ aliases: { accounts: {} } }));

    expect((await add(end('failed', 1, { account: 'constructor' }))).accountName).toBeUndefined();
  });
});

describe('enrichment', () => {
  test('makes no call with a time limit of 0', async () => {
    const { aws, add } = setUp();

    await add(end('failed', 1));

    expect(aws.calls.filter((call) => /^(codepipeline|codebuild|logs) /.test(call))).toEqual([]);
  });

  test('does not ask about another account without a role, and notes it as missing', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });

    expect((await add(end('failed', 1, { account: '444455556666' }))).missing).toEqual(['details: other-account']);
    expect(aws.calls.filter((call) => call.startsWith('codepipeline '))).toEqual([]);
  });

  test.each(['attacker.example/?', '10.0.0.5/#', 'eu-central-1.evil.example', ''])(
    'does not call a host that an event makes up with the Region %j',
    async (region) => {
      const { aws, add } = setUp({ budgetMs: 2500 });

      expect(await add(end('failed', 1, { region }))).toMatchObject({ moment: 'failed' });
      expect(aws.calls.filter((call) => call.startsWith('codepipeline '))).toEqual([]);
    },
  );

  test('notes as missing that the role cannot be assumed, and still judges the ending', async () => {
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
      missing: ['details: other-account'],
      transition: { kind: 'broken' },
    });
    expect((await add(end('succeeded', 2, elsewhere))).transition).toMatchObject({ kind: 'fixed' });
  });

  test('or not, secrets in the texts of the event are removed', async () => {
    const { add } = setUp();
    const commits = [{ id: 'c1', summary: 'Set password=hunter2-canary for the test' }];

    expect(JSON.stringify(await add(end('succeeded', 1, { commits })))).not.toContain('hunter2');
  });

  test('does not stop the notification if access is denied', async () => {
    const { aws, add } = setUp({ budgetMs: 2500 });
    aws.fault = (service) => (service === 'codepipeline' ? 'AccessDeniedException' : undefined);

    const result = await add(end('failed', 1, { execution: { id: 'denied', attempt: 1 } }));

    expect(result).toMatchObject({ moment: 'failed', transition: { kind: 'broken' } });
    expect(result.missing?.join()).toContain('access-denied');
  });
});

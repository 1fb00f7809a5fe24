import { notificationOf } from '../../../src/samples/notification.ts';
import { NOW } from '../../support/batch.ts';
import { aStack } from '../fake-stack.ts';
import { writeLogs } from '../log-lines.ts';
import { addTarget, anEnvelope, anEvent, openWorld, type World } from '../world.ts';

const ARN = 'arn:aws:sns:eu-central-1:111122223333:pipebell-prod-events';
const SLACK = { platform: 'slack', url: 'https://hooks.slack.com/services/T0/B0/canary' };

const withTopic = (): World => {
  const world = openWorld();
  world.topics.set(ARN, []);
  return world;
};

describe('pipebell send', () => {
  test('publishes on the topic that the stack reads, even if another stack created it', async () => {
    const world = withTopic();
    const own = 'arn:aws:sns:eu-central-1:111122223333:releases';
    world.topics.set(own, []);
    const Outputs = [{ OutputKey: 'TopicArn', OutputValue: own }];
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ Outputs })] });

    const { stdout } = await world.run('send', 'approval', '--stage', 'prod');

    expect(stdout).toMatch(/^published on releases in 111122223333 \/ eu-central-1 as approval_\w{26}\n/);
    expect([world.topics.get(own)?.length, world.topics.get(ARN)?.length]).toEqual([1, 0]);
  });

  test('publishes a sample on the topic of the stage', async () => {
    const world = withTopic();

    const result = await world.run('send', 'approval', '--stage', 'prod');

    expect(result).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        /^published on pipebell-prod-events in 111122223333 \/ eu-central-1 as (\w+)\nwho gets it: npx pipebell why \1 --stage prod\n$/,
      ),
      stderr: '',
    });
    expect(world.topics.get(ARN)).toEqual([
      {
        text: expect.stringContaining('"approval":{'),
        subject: 'APPROVAL NEEDED: AWS CodePipeline shop-prod for action Sign-off',
      },
    ]);
  });

  test('moves a sample to the account and the Region of the topic, because the relay rejects other accounts', async () => {
    const world = openWorld();
    const elsewhere = 'arn:aws:sns:eu-north-1:222233334444:pipebell-prod-events';
    const Outputs = [{ OutputKey: 'TopicArn', OutputValue: elsewhere }];
    world.topics.set(elsewhere, []);
    world.stage.answers['cloudformation DescribeStacks'] = () => ({ Stacks: [aStack({ Outputs })] });
    const file = JSON.stringify(anEvent());
    world.files.set('event.json', file);

    await world.run('send', 'failed', '--stage', 'prod');
    await world.run('send', 'event.json', '--stage', 'prod');

    const [sample, own] = world.topics.get(elsewhere) ?? [];
    expect(JSON.parse(sample?.text ?? '')).toMatchObject({
      account: '222233334444',
      region: 'eu-north-1',
      resources: ['arn:aws:codepipeline:eu-north-1:222233334444:shop-prod'],
    });
    expect(own?.text).toBe(file);
  });

  test('publishes the content of an envelope unchanged', async () => {
    const world = withTopic();
    const text = JSON.stringify(anEvent());
    world.files.set('event.json', JSON.stringify({ ...anEnvelope(text), Subject: `Tür\n${'x'.repeat(200)}` }));

    const { stdout } = await world.run('send', 'event.json', '--stage', 'prod', '--json');

    const [message] = world.topics.get(ARN) ?? [];
    expect(JSON.parse(stdout)).toEqual({
      topic: 'pipebell-prod-events',
      messageId: 'message-1',
      eventId: expect.stringMatching(/./),
    });
    expect(message?.text).toBe(text);
    expect(message?.subject).toMatch(/^[\x20-\x7e]{90,100}$/);
  });

  test('publishes on the topic of --topic-arn', async () => {
    const world = withTopic();

    const { code } = await world.run('send', 'failed', '--topic-arn', ARN);

    expect(code).toBe(0);
    expect(world.topics.get(ARN)).toHaveLength(1);
  });

  test('gives a sample a new id each time', async () => {
    const world = withTopic();

    await world.run('send', 'failed', '--stage', 'prod');
    await world.run('send', 'failed', '--stage', 'prod');

    const ids = world.topics.get(ARN)?.map(({ text }) => JSON.parse(text).id);
    expect(new Set(ids).size).toBe(2);
  });

  test('sends directly to one target, and reports the filter that would stop the event', async () => {
    const world = withTopic();
    addTarget(world, 'team', { ...SLACK, on: ['approval'] });

    const { code, stdout, stderr } = await world.run('send', 'failed', '--stage', 'prod', '--to', 'team');

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'team accepted it\n' });
    expect(stderr).toBe('published on the topic, team would not get this event: its filter on does not match\n');
    expect(world.sent).toMatchObject([{ url: SLACK.url, body: expect.stringContaining('shop-prod failed') }]);
    expect(world.topics.get(ARN)).toEqual([]);
  });

  test('reports why a target did not accept it', async () => {
    const world = openWorld();
    addTarget(world, 'team', SLACK);
    world.reply = { status: 403, body: 'canary' };

    const result = await world.run('send', 'failed', '--stage', 'prod', '--to', 'team', '--json');

    expect(result.code).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ accepted: false, outcome: { reason: 'unauthorized' } });
    expect(result.stdout + result.stderr).not.toContain('canary');
  });

  test.each([
    [['send', 'failed'], 2, 'pass --stage or --topic-arn'],
    [['send', '--stage', 'prod'], 2, "missing required argument 'event'"],
    [['send', 'failed', '--topic-arn', 'https://canary.example/t'], 2, 'Pass the ARN of an SNS topic'],
    [['send', 'failed', '--topic-arn', ARN, '--to', 'team'], 2, '--to needs --stage and excludes --topic-arn'],
    [['send', 'failed', '--stage', 'prod', '--to', 'https://canary.example/'], 2, '--to: pass the name of a target'],
    [['send', 'failed', '--stage', 'prod', '--to', 'nobody'], 1, 'no target nobody in stage prod'],
    [['send', 'failed', '--stage', 'unreadable'], 1, 'no topic pipebell-unreadable-events: check --stage'],
    [['send', 'failed', '--topic-arn', ARN, '--wait'], 2, '--wait needs --stage and excludes --to and --topic-arn'],
    [['send', 'failed', '--stage', 'prod', '--to', 'team', '--wait'], 2, '--wait needs --stage and excludes'],
    [['send', 'failed', '--stage', 'prod', '--wait', '0'], 2, 'Pass a number from 1 to 900'],
    [['send', '--wait', 'failed', '--stage', 'prod'], 2, 'or write --wait after the event'],
    [['send', 'failed', '--topic-arn', `${ARN}2`], 1, 'Publish on pipebell-prod-events2: NotFound'],
    [['send', 'big', '--stage', 'prod'], 1, 'the event is over 262144 bytes'],
    [['send', 'nothing', '--stage', 'prod'], 1, 'EVENT nothing cannot be read (ENOENT)'],
  ])('reports wrong usage in one line: %j', async (args, expected, words) => {
    const world = withTopic();
    world.files.set('big', 'é'.repeat(140_000));

    const { code, stdout, stderr } = await world.run(...args);

    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('canary');
    expect(world.topics.get(ARN)).toEqual([]);
  });
});

describe('pipebell send --wait', () => {
  const about = { source: 'codepipeline', moment: 'failed', eventLevel: 'pipeline', pipeline: 'shop-prod' };

  /** Writes the lines of the published event when their time comes: seconds after the event was published. */
  const withRelay = (
    lines: (eventId: string) => readonly { at: number; of: 'router' | 'deliverer'; fields: object }[],
  ): World => {
    const world = withTopic();
    addTarget(world, 'team', SLACK);
    addTarget(world, 'ops', { ...SLACK, on: ['fixed'] });
    const started = world.clock.now().getTime();
    const show = async () => {
      const [message] = world.topics.get(ARN) ?? [];
      const seconds = (world.clock.now().getTime() - started) / 1000;
      const { id } = await notificationOf({ text: message?.text ?? '' }, world.clock.now());
      const shown = lines(id).filter(({ at }) => at <= seconds);
      const of = (name: string) =>
        shown
          .filter((each) => each.of === name)
          .map(({ at, fields }) => ({ eventId: id, ...about, ...fields, secondsAgo: -at }));
      writeLogs(world, { router: of('router'), deliverer: of('deliverer') });
    };
    writeLogs(world, {});
    world.onSleep = show;
    return world;
  };
  const routed = { at: 3, of: 'router', fields: { event: 'routed', targets: ['team'], configured: 2 } } as const;
  const outcome = (at: number, fields: object) =>
    ({ at, of: 'deliverer', fields: { target: 'team', platform: 'slack', ...fields } }) as const;

  test('waits until each target that gets the event has its outcome', async () => {
    const world = withRelay(() => [routed, outcome(7, { event: 'delivered', status: 200 })]);

    const { code, stdout, stderr } = await world.run('send', 'failed', '--stage', 'prod', '--wait');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\nteam {4}yes {5}\S+Z {2}delivered \(200\), 4 s after it was routed\n/);
    expect(stdout).toMatch(/\nops {5}no {6}- {10}on: wants fixed; this is failed\n/);
    expect(world.clock.now().getTime() - NOW.getTime()).toBe(8000);
  });

  test('ends early at a retry, which is due later', async () => {
    const world = withRelay(() => [
      routed,
      outcome(5, { event: 'retry', reason: 'throttled', status: 429, waitSeconds: 300 }),
    ]);

    const { code, stdout, stderr } = await world.run('send', 'failed', '--stage', 'prod', '--wait', '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      messageId: 'message-1',
      event: { targets: [{ state: 'waiting' }, {}] },
    });
    expect(stderr).toMatch(/^to look again: npx pipebell why \S+ --stage prod\n$/);
    expect(world.clock.now().getTime() - NOW.getTime()).toBe(6000);
  });

  test.each([
    ['without an outcome', [routed], 'to look again: npx pipebell why'],
    ['without the router', [], 'the router did not log the event within 10 seconds: npx pipebell doctor'],
  ])('ends when its time is over: %s', async (_, lines, words) => {
    const world = withRelay(() => lines);

    const { code, stderr } = await world.run('send', 'failed', '--stage', 'prod', '--wait', '10');

    expect(code).toBe(3);
    expect(stderr).toContain(words);
    expect(world.clock.now().getTime() - NOW.getTime()).toBe(10_000);
  });
});

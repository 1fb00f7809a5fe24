import { aStack } from '../fake-stack.ts';
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

    expect(stdout).toBe('published on releases in 111122223333 / eu-central-1 as message-1\n');
    expect([world.topics.get(own)?.length, world.topics.get(ARN)?.length]).toEqual([1, 0]);
  });

  test('publishes a sample on the topic of the stage', async () => {
    const world = withTopic();

    const result = await world.run('send', 'approval', '--stage', 'prod');

    expect(result).toEqual({
      code: 0,
      stdout: 'published on pipebell-prod-events in 111122223333 / eu-central-1 as message-1\n',
      stderr: '',
    });
    expect(world.topics.get(ARN)).toEqual([
      {
        text: expect.stringContaining('"approval":{'),
        subject: 'APPROVAL NEEDED: AWS CodePipeline shop-prod for action Sign-off',
      },
    ]);
  });

  test('publishes the content of an envelope unchanged', async () => {
    const world = withTopic();
    const text = JSON.stringify(anEvent());
    world.files.set('event.json', JSON.stringify({ ...anEnvelope(text), Subject: `Tür\n${'x'.repeat(200)}` }));

    const { stdout } = await world.run('send', 'event.json', '--stage', 'prod', '--json');

    const [message] = world.topics.get(ARN) ?? [];
    expect(JSON.parse(stdout)).toEqual({ topic: 'pipebell-prod-events', messageId: 'message-1' });
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

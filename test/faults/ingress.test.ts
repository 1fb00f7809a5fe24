import { approvalMessage, ruleFailedMessage } from '../../src/events/shared/codepipeline-examples.ts';
import { TOPIC_ARN } from '../../src/local/aws.ts';
import { MOMENTS } from '../../src/model/notification.ts';
import { anEvent, context, START, snsEvent, snsRecord, timeAt } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** Hears everything there is, of every grain. */
const everything = { platform: 'webhook', on: MOMENTS, levels: ['pipeline', 'stage', 'action'] };

const openAll = async (): Promise<HttpRelay> => {
  const bench = await keep(openHttpRelay());
  bench.addTarget('all', everything);
  bench.addTarget('quiet', { platform: 'webhook' });
  return bench;
};

const typesOf = (bench: HttpRelay, name: string): string[] =>
  bench.requestsTo(name).map(({ body }) => (JSON.parse(body) as { type: string }).type);

const facts = { pipeline: 'web', execution: 'x-1', startedAt: timeAt(-300), at: START };

describe('something on the topic that is no event of EventBridge', () => {
  test.each<[string, unknown, string]>([
    ['plain text', 'Maintenance starts at 22:00', 'generic.message'],
    ['nothing but a space', ' ', 'generic.message'],
    ['a number', '42', 'generic.message'],
    ['null', 'null', 'generic.message'],
    ['a list', '[1, 2, 3]', 'generic.message'],
    ['a JSON string', JSON.stringify(JSON.stringify(anEvent())), 'codepipeline.pipeline.failed'],
    [
      "SNS's own confirmation",
      { Type: 'SubscriptionConfirmation', Token: 'canary', SubscribeURL: 'https://sns.example/?Token=canary' },
      'generic.message',
    ],
    ["a notification rule's message", ruleFailedMessage(facts), 'codepipeline.pipeline.failed'],
    ["an approval action's message", approvalMessage('web', timeAt(86_400)), 'codepipeline_approval.action.approval'],
    ['an alarm', { AlarmName: 'cpu', NewStateValue: 'ALARM', Region: 'EU' }, 'cloudwatch_alarm.failed'],
    ['half of an event', JSON.stringify(anEvent()).slice(0, 200), 'generic.message'],
    ['deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), 'generic.message'],
  ])('but %s is told by whoever can read it, and never comes back', async (_, text, type) => {
    const bench = await openAll();

    await bench.relay.router(snsEvent(text), context());
    await bench.relay.settle();

    expect(typesOf(bench, 'all')).toEqual([type]);
    expect(bench.requestsTo('all')[0]?.body).not.toContain('canary');
    expect(bench.aws.unrouted.size).toBe(0);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('several messages in one call', () => {
  test('of which one belongs to another topic: the others are routed, and that one is refused and counted', async () => {
    const bench = await openAll();
    const forged = snsRecord(anEvent('FAILED', { pipeline: 'forged' }), { topicArn: `${TOPIC_ARN}-of-another-stack` });
    const [first, last] = [snsRecord(anEvent()), snsRecord(anEvent())];

    await bench.relay.router({ Records: [first, forged, last] }, context());
    await bench.relay.settle();

    expect(bench.reports.routed.map(({ kind }) => kind).sort()).toEqual(['foreign-topic', 'routed', 'routed']);
    expect(typesOf(bench, 'all')).toHaveLength(2);
    expect(JSON.stringify(bench.inbox.arrivals)).not.toContain('forged');
  });

  test('of which one is garbage: the others are routed', async () => {
    const bench = await openAll();

    await bench.relay.router(snsEvent(anEvent(), '}{', anEvent()), context());
    await bench.relay.settle();

    expect(typesOf(bench, 'quiet')).toEqual(Array(2).fill('codepipeline.pipeline.failed'));
  });

  test('of which one cannot be put on the queue: the others are, and the next try makes no copies', async () => {
    const bench = await openAll();
    const event = snsEvent(anEvent(), anEvent(), anEvent());
    let batches = 0;
    bench.aws.fault = (_, operation) =>
      operation === 'SendMessageBatch' && ++batches === 2 ? 'AccessDenied' : undefined;

    await expect(bench.relay.router(event, context())).rejects.toThrow('1 of 3 messages could not be routed');
    expect(bench.aws.deliveries.size).toBe(4);
    await bench.relay.router(event, context());
    await bench.relay.settle();

    expect(bench.requestsTo('quiet')).toHaveLength(3);
    expect(bench.requestsTo('all')).toHaveLength(3);
  });
});

describe('a message of a topic that is not ours', () => {
  test.each([
    ['of another account', TOPIC_ARN.replace('111122223333', '999988887777')],
    ['of another Region', TOPIC_ARN.replace('eu-central-1', 'us-east-1')],
    ['whose name begins alike', `${TOPIC_ARN}-2`],
    ['without a name', ''],
  ])('%s makes no delivery at all, now or from the unrouted queue', async (_, arn) => {
    const bench = await openAll();
    const event = { Records: [snsRecord(anEvent(), { topicArn: arn })] };

    await bench.relay.router(event, context());
    bench.aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
    bench.aws.unrouted.send(JSON.stringify({ Type: 'Notification', ...event.Records[0]?.Sns }));
    await bench.relay.settle();

    expect(bench.reports.routed.map(({ kind }) => kind)).toEqual(Array(3).fill('foreign-topic'));
    expect(bench.inbox.arrivals).toEqual([]);
    expect(bench.aws.deliveries.size + bench.aws.unrouted.size).toBe(0);
  });
});

describe('an event of another source', () => {
  test.each(['aws.codepipelines', 'my.codepipeline', 'AWS.CODEPIPELINE', ''])(
    'that says it is from %j is no pipeline event: only who asked for messages hears of it',
    async (source) => {
      const bench = await openAll();

      await bench.publish({ ...anEvent(), source });
      await bench.relay.settle();

      expect(typesOf(bench, 'all')).toEqual(['generic.message']);
      expect(bench.requestsTo('quiet')).toEqual([]);
    },
  );
});

describe('an event of CodePipeline that nobody has seen before', () => {
  const event = anEvent();

  test.each<[string, object, string]>([
    ['a state FOO', { ...event, detail: { ...event.detail, state: 'FOO' } }, 'codepipeline.pipeline.change'],
    ['another detail type', { ...event, 'detail-type': 'CodePipeline Webhook Change' }, 'generic.message'],
    [
      'fields that are new',
      { ...event, novel: { a: [1] }, detail: { ...event.detail, novel: null } },
      'codepipeline.pipeline.failed',
    ],
    ['no detail', { ...event, detail: undefined }, 'generic.message'],
    ['a list for a detail', { ...event, detail: [] }, 'generic.message'],
    [
      'numbers for texts',
      { ...event, detail: { ...event.detail, 'execution-id': 7, stage: {} } },
      'codepipeline.pipeline.failed',
    ],
    ['no time', { ...event, time: undefined }, 'codepipeline.pipeline.failed'],
    ['a time that is none', { ...event, time: 'yesterday' }, 'codepipeline.pipeline.failed'],
    ['no id', { ...event, id: undefined }, 'codepipeline.pipeline.failed'],
    ['an empty pipeline name', { ...event, detail: { ...event.detail, pipeline: ' ' } }, 'generic.message'],
  ])('with %s is told as far as it can be read', async (_, odd, type) => {
    const bench = await openAll();

    await bench.publish(odd);
    await bench.relay.settle();

    expect(typesOf(bench, 'all')).toEqual([type]);
    expect(bench.aws.unrouted.size).toBe(0);
    expect(bench.deadLetters()).toEqual([]);
  });
});

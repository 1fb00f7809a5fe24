import { approvalMessage, ruleFailedMessage } from '../../src/events/shared/codepipeline-examples.ts';
import { TOPIC_ARN } from '../../src/local/aws.ts';
import { MOMENTS } from '../../src/model/notification.ts';
import { anEvent, context, START, snsEvent, snsRecord, timeAt } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

/** A target that gets every moment at every level. */
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

/** The token in it allows to confirm a subscription, so it must not be delivered. */
const CONFIRMATION = {
  Type: 'SubscriptionConfirmation',
  Token: 'canary',
  SubscribeURL: 'https://sns.example/?Token=canary',
};

describe('a topic message that is no EventBridge event', () => {
  test.each<[string, unknown, string]>([
    ['plain text', 'Maintenance starts at 22:00', 'generic.message'],
    ['a space', ' ', 'generic.message'],
    ['a number', '42', 'generic.message'],
    ['null', 'null', 'generic.message'],
    ['an array', '[1, 2, 3]', 'generic.message'],
    ['a JSON string', JSON.stringify(JSON.stringify(anEvent())), 'codepipeline.pipeline.failed'],
    ['an SNS subscription confirmation', CONFIRMATION, 'generic.message'],
    ["a notification rule's message", ruleFailedMessage(facts), 'codepipeline.pipeline.failed'],
    ["an approval action's message", approvalMessage('web', timeAt(86_400)), 'codepipeline_approval.action.approval'],
    ['an alarm', { AlarmName: 'cpu', NewStateValue: 'ALARM', Region: 'EU' }, 'cloudwatch_alarm.failed'],
    ['half of an event', JSON.stringify(anEvent()).slice(0, 200), 'generic.message'],
    ['deep nesting', '['.repeat(20_000) + ']'.repeat(20_000), 'generic.message'],
  ])('%s is routed by the source that can read it, and is not retried', async (_, text, type) => {
    const bench = await openAll();

    await bench.relay.router(snsEvent(text), context());
    await bench.relay.settle();

    expect(typesOf(bench, 'all')).toEqual([type]);
    expect(typeof text === 'object' && JSON.stringify(text).includes('canary')).toBe(text === CONFIRMATION);
    expect(bench.requestsTo('all')[0]?.body).not.toContain('canary');
    expect(bench.aws.unrouted.size).toBe(0);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('several messages in one invocation', () => {
  test('a message of another topic is rejected and counted, and the others are routed', async () => {
    const bench = await openAll();
    const forged = snsRecord(anEvent('FAILED', { pipeline: 'forged' }), { topicArn: `${TOPIC_ARN}-of-another-stack` });
    const [first, last] = [snsRecord(anEvent()), snsRecord(anEvent())];

    await bench.relay.router({ Records: [first, forged, last] }, context());
    await bench.relay.settle();

    expect(bench.reports.routed.map(({ kind }) => kind).sort()).toEqual(['foreign-topic', 'routed', 'routed']);
    expect(typesOf(bench, 'all')).toHaveLength(2);
    expect(JSON.stringify(forged)).toContain('forged');
    expect(JSON.stringify(bench.inbox.arrivals)).toContain('\\"web\\"');
    expect(JSON.stringify(bench.inbox.arrivals)).not.toContain('forged');
  });

  test('an unreadable message does not stop the others', async () => {
    const bench = await openAll();

    await bench.relay.router(snsEvent(anEvent(), '}{', anEvent()), context());
    await bench.relay.settle();

    expect(typesOf(bench, 'quiet')).toEqual(Array(2).fill('codepipeline.pipeline.failed'));
  });

  test('when one message cannot be enqueued, the later ones of its lanes wait, and the retry causes no copies', async () => {
    const bench = await openAll();
    const event = snsEvent(anEvent(), anEvent(), anEvent());
    let batches = 0;
    bench.aws.fault = (_, operation) =>
      operation === 'SendMessageBatch' && ++batches === 2 ? 'AccessDenied' : undefined;

    await expect(bench.relay.router(event, context())).rejects.toThrow('2 of 3 messages could not be routed');
    expect(bench.aws.deliveries.size).toBe(2);
    await bench.relay.router(event, context());
    await bench.relay.settle();

    expect(bench.requestsTo('quiet')).toHaveLength(3);
    expect(bench.requestsTo('all')).toHaveLength(3);
  });
});

describe('a message of a foreign topic', () => {
  test.each([
    ['in another account', TOPIC_ARN.replace('111122223333', '999988887777')],
    ['in another Region', TOPIC_ARN.replace('eu-central-1', 'us-east-1')],
    ['whose name has the same prefix', `${TOPIC_ARN}-2`],
    ['without a name', ''],
  ])('%s causes no delivery, neither from SNS nor from the unrouted queue', async (_, arn) => {
    const bench = await openAll();
    const event = { Records: [snsRecord(anEvent(), { topicArn: arn })] };

    await bench.relay.router(event, context());
    bench.aws.unrouted.send(JSON.stringify({ version: '1.0', requestPayload: event }));
    bench.aws.unrouted.send(JSON.stringify({ Type: 'Notification', ...event.Records[0]?.Sns }));
    await bench.relay.settle();

    expect(bench.reports.routed.map(({ kind }) => kind)).toEqual(Array(3).fill('foreign-topic'));
    expect(bench.inbox.arrivals).toEqual([]);
    expect(bench.aws.deliveries.size + bench.aws.unrouted.size).toBe(0);
    await bench.relay.router(snsEvent(anEvent()), context());
    expect(bench.aws.deliveries.size).toBe(2);
  });
});

describe('an event of another source', () => {
  test.each(['aws.codepipelines', 'my.codepipeline', 'AWS.CODEPIPELINE', ''])(
    'with the source %j is no pipeline event, and its state is that of a failure',
    async (source) => {
      const bench = await openAll();

      await bench.publish({ ...anEvent(), source });
      await bench.relay.settle();

      expect(typesOf(bench, 'all')).toEqual(['generic.failed']);
      expect(typesOf(bench, 'quiet')).toEqual(['generic.failed']);
    },
  );

  test('without a state goes only to targets that ask for messages', async () => {
    const bench = await openAll();

    await bench.publish({ ...anEvent(), source: 'my.codepipeline', detail: { note: 'hello' } });
    await bench.relay.settle();

    expect(typesOf(bench, 'all')).toEqual(['generic.message']);
    expect(bench.requestsTo('quiet')).toEqual([]);
  });
});

describe('a CodePipeline event in an unknown form', () => {
  const event = anEvent();

  test.each<[string, object, string]>([
    ['the state FOO', { ...event, detail: { ...event.detail, state: 'FOO' } }, 'codepipeline.pipeline.change'],
    ['an unknown detail type', { ...event, 'detail-type': 'CodePipeline Webhook Change' }, 'generic.failed'],
    [
      'additional fields',
      { ...event, novel: { a: [1] }, detail: { ...event.detail, novel: null } },
      'codepipeline.pipeline.failed',
    ],
    ['no detail', { ...event, detail: undefined }, 'generic.message'],
    ['an array as its detail', { ...event, detail: [] }, 'generic.message'],
    [
      'numbers instead of texts',
      { ...event, detail: { ...event.detail, 'execution-id': 7, stage: {} } },
      'codepipeline.pipeline.failed',
    ],
    ['no time', { ...event, time: undefined }, 'codepipeline.pipeline.failed'],
    ['an invalid time', { ...event, time: 'yesterday' }, 'codepipeline.pipeline.failed'],
    ['no id', { ...event, id: undefined }, 'codepipeline.pipeline.failed'],
    ['an empty pipeline name', { ...event, detail: { ...event.detail, pipeline: ' ' } }, 'generic.failed'],
  ])('with %s is routed with the fields that can be read', async (_, odd, type) => {
    const bench = await openAll();

    await bench.publish(odd);
    await bench.relay.settle();

    expect(typesOf(bench, 'all')).toEqual([type]);
    expect(bench.aws.unrouted.size).toBe(0);
    expect(bench.deadLetters()).toEqual([]);
  });
});

import { TARGETS_PATH, TOPIC_ARN } from '../../src/local/aws.ts';
import { anEvent, pipelineFailed, snsEvent, snsRecord, sqsEvent } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

/** A router, and these bodies on its unrouted queue. */
const openUnrouted = (...bodies: unknown[]) => {
  const lambda = openRelay();
  lambda.put('team', slackTarget({ on: ['failed', 'message'] }));
  for (const body of bodies) lambda.aws.unrouted.send(typeof body === 'string' ? body : JSON.stringify(body));
  const route = () => lambda.route(sqsEvent(lambda.aws.unrouted));
  const notifications = () => lambda.aws.deliveries.messages.map(({ body }) => JSON.parse(body).notification);
  return { ...lambda, routeUnrouted: route, notifications };
};

const failedInvocation = (requestPayload: unknown) => ({
  version: '1.0',
  timestamp: '2026-03-04T09:19:00.000Z',
  requestContext: {
    requestId: 'b8a0e1f7',
    functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:pipebell-router:$LATEST',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'RelayError', errorMessage: '1 of 1 messages could not be routed' },
});

describe('a message of the unrouted queue', () => {
  test.each<[string, unknown, string[]]>([
    ["SNS's own envelope", snsRecord(pipelineFailed()).Sns, ['failed']],
    ["Lambda's record of a failed invocation", failedInvocation(snsEvent(pipelineFailed())), ['failed']],
    [
      'such a record with several messages',
      failedInvocation(snsEvent(pipelineFailed(), 'hello')),
      ['failed', 'message'],
    ],
    ['such a record of a bare event', failedInvocation(pipelineFailed()), ['failed']],
    ['such a record of a text', failedInvocation('hello'), ['message']],
    ['what SNS invokes a function with', snsEvent(pipelineFailed()), ['failed']],
    ['a bare event', pipelineFailed(), ['failed']],
    ['plain text', 'hello', ['message']],
    ['half of an envelope', JSON.stringify(snsRecord(pipelineFailed()).Sns).slice(0, 100), ['message']],
    ['an unknown object', { hello: 'world' }, ['message']],
    ['null', 'null', ['message']],
  ])('is routed: %s', async (_, body, moments) => {
    const unrouted = openUnrouted(body);

    const answer = await unrouted.routeUnrouted();

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(unrouted.notifications().map(({ moment }) => moment)).toEqual(moments);
  });

  test.each([
    ['brackets alone', (deep: string) => deep],
    [
      'the detail of an event',
      (deep: string) => JSON.stringify(anEvent()).replace('"detail":{', `"detail":{"a":${deep},`),
    ],
    ["Lambda's record of a failed invocation", (deep: string) => `{"version":"1.0","requestPayload":${deep}}`],
    ["SNS's envelope", (deep: string) => JSON.stringify(snsRecord(deep).Sns)],
    ['a JSON text in JSON', (deep: string) => JSON.stringify(deep)],
  ])('with 100,000 levels in %s does not stop the others of its batch', async (_, bodyOf) => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const good = Array.from({ length: 9 }, () => anEvent());
    const unrouted = openUnrouted(bodyOf(deep), ...good);

    const answer = await unrouted.routeUnrouted();

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(unrouted.notifications().filter(({ moment }) => moment === 'failed').length).toBeGreaterThanOrEqual(9);
    expect(unrouted.reports.routed.filter(({ kind }) => kind === 'routed')).toHaveLength(10);
  });

  test('keeps its identity, since some of its deliveries may have been sent before', async () => {
    const unrouted = openUnrouted(failedInvocation(snsEvent(pipelineFailed())), snsRecord(pipelineFailed()).Sns);

    await unrouted.route(snsEvent(pipelineFailed()));
    // The queue drops a repeated id within five minutes.
    await unrouted.pass(301);
    await unrouted.routeUnrouted();

    expect(new Set(unrouted.aws.deliveries.messages.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
    expect(unrouted.aws.deliveries.messages).toHaveLength(2);
    expect(unrouted.reports.routed.map(({ kind }) => kind)).toEqual(['routed', 'routed', 'routed']);
  });

  test('is rejected if it is of another topic, in either shape', async () => {
    const foreign = { topicArn: TOPIC_ARN.replace('111122223333', '999988887777') };
    const record = snsRecord(pipelineFailed(), foreign);
    const unrouted = openUnrouted(record.Sns, failedInvocation({ Records: [record] }));

    const answer = await unrouted.routeUnrouted();

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(unrouted.notifications()).toEqual([]);
    expect(unrouted.reports.routed.map(({ kind }) => kind)).toEqual(['foreign-topic', 'foreign-topic']);
  });

  test('without a record is ignored', async () => {
    expect(await openUnrouted().routeUnrouted()).toEqual({ batchItemFailures: [] });
  });
});

describe('during an outage', () => {
  const down = (service: string): string | undefined => (service === 'ssm' ? 'ThrottlingException' : undefined);

  test('an event waits longer each time, at most 20 minutes', async () => {
    const unrouted = openUnrouted(pipelineFailed());
    unrouted.aws.fault = down;

    const waits: number[] = [];
    for (let times = 0; times < 8; times++) {
      const [message] = unrouted.aws.unrouted.messages;
      const answer = await unrouted.routeUnrouted();
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: message?.messageId }] });
      const report = unrouted.reports.routed.at(-1);
      const wait = report?.kind === 'unrouted' ? (report.waitSeconds ?? 0) : 0;
      waits.push(wait);
      await unrouted.pass(wait - 1);
      expect(unrouted.aws.unrouted.receive(1)).toEqual([]);
      await unrouted.pass(1);
    }

    expect(waits).toEqual([5, 30, 120, 600, 1200, 1200, 1200, 1200]);
  });

  test('a message that cannot be hidden is received again', async () => {
    const unrouted = openUnrouted(pipelineFailed());
    unrouted.aws.fault = () => 'ServiceUnavailable';

    const { batchItemFailures } = await unrouted.routeUnrouted();

    expect(batchItemFailures).toHaveLength(1);
    await unrouted.pass(1170);
    expect(unrouted.aws.unrouted.receive(1)).toHaveLength(1);
  });

  test('a failing message does not delay those of other lanes', async () => {
    const unrouted = openUnrouted(...['a', 'b', 'c'].map((pipeline) => anEvent('FAILED', { pipeline })));
    for (const name of ['a', 'b', 'c']) unrouted.put(name, slackTarget({ when: { pipelines: [name] } }));
    unrouted.aws.parameters.delete(`${TARGETS_PATH}/team`);
    const [, second] = unrouted.aws.unrouted.messages;
    const isSecond = (operation: string): boolean =>
      operation === 'SendMessageBatch#1' ||
      (operation === 'SendMessageBatch#0' && unrouted.aws.deliveries.messages.length === 2);
    unrouted.aws.fault = (_, operation) => (isSecond(operation) ? 'InternalError' : undefined);

    const answer = await unrouted.routeUnrouted();

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: second?.messageId }] });
    expect(unrouted.aws.deliveries.messages.map(({ groupId }) => groupId)).toEqual(['a', 'c']);
  });
});

describe('a message that is nested very deeply', () => {
  const deep = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;

  test.each([1000, 5000, 20_000, 100_000])('by %i levels does not stop the other messages', async (levels) => {
    const unrouted = openUnrouted(pipelineFailed(), deep(levels), `{"requestPayload":${deep(levels)}}`);

    const answer = await unrouted.routeUnrouted();

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(
      unrouted
        .notifications()
        .map(({ moment }) => moment)
        .sort(),
    ).toEqual(['failed', 'message', 'message']);
  });
});

import { LEVELS, OCCASIONS } from '../../src/model/notification.ts';
import { probeText } from '../../src/model/probe.ts';
import { anEvent, pipelineFailed, snsEvent, snsRecord } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

type Lambda = ReturnType<typeof openRelay>;

const queued = ({ aws }: Lambda) => aws.deliveries.messages.map(({ body }) => JSON.parse(body));
const idsOf = (lambda: Lambda): string[] => queued(lambda).map(({ id }) => id);

const withTargets = (count: number): Lambda => {
  const lambda = openRelay();
  for (let at = 0; at < count; at++) lambda.put(`t${at}`, slackTarget());
  return lambda;
};

describe('the router', () => {
  test('makes one delivery of an event for each target that gets it', async () => {
    const lambda = openRelay();
    lambda.put('team', slackTarget());
    lambda.put('ops', slackTarget());
    lambda.put('quiet', slackTarget({ on: ['approval'] }));

    const answer = await lambda.route(snsEvent(pipelineFailed()));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(queued(lambda).map(({ target }) => target)).toEqual(['ops', 'team']);
    expect(queued(lambda)[0].notification).toMatchObject({ moment: 'failed', source: 'codepipeline' });
    expect(lambda.reports.routed).toMatchObject([{ kind: 'routed', targets: ['ops', 'team'], configured: 3 }]);
  });

  test('uses the target as the message group, and puts no URL on the queue', async () => {
    const lambda = withTargets(2);

    await lambda.route(snsEvent(pipelineFailed()));

    expect(lambda.aws.deliveries.messages.map(({ groupId }) => groupId)).toEqual(['t0', 't1']);
    expect(JSON.stringify(lambda.aws.deliveries.messages)).not.toMatch(/canary|hooks\.slack/);
  });

  test('gives copies of an event the same ids', async () => {
    const lambda = withTargets(2);

    await lambda.route(snsEvent(pipelineFailed()));
    // The queue drops a repeated id within five minutes.
    await lambda.pass(301);
    await lambda.route(snsEvent(pipelineFailed()));

    const [a, b, ...copies] = idsOf(lambda);
    expect(copies).toEqual([a, b]);
    expect(a).not.toBe(b);
  });

  test('routes the other records of an event with a bad record', async () => {
    const lambda = openRelay();
    lambda.put('team', slackTarget({ on: ['failed', 'message'] }));

    await lambda.route(
      snsEvent(pipelineFailed(), '{"half', {
        ...pipelineFailed(),
        detail: { ...Object(pipelineFailed().detail), 'execution-id': 'e3' },
      }),
    );

    expect(queued(lambda).map(({ notification }) => [notification.source, notification.moment])).toEqual([
      ['codepipeline', 'failed'],
      ['codepipeline', 'failed'],
      // It has no time of its own, so it has that of its publication, which is later.
      ['generic', 'message'],
    ]);
  });

  test('ends a probe before the targets are read', async () => {
    const lambda = openRelay();
    lambda.put('all', slackTarget({ on: [...OCCASIONS], levels: [...LEVELS] }));
    const probe = '5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a';

    await lambda.route(snsEvent(probeText(probe)));

    expect(lambda.reports.routed).toEqual([{ kind: 'probe', id: probe }]);
    expect(lambda.aws.deliveries.messages).toEqual([]);
  });

  test('rejects messages of another topic and routes the others', async () => {
    const lambda = withTargets(1);
    const foreign = snsRecord(pipelineFailed(), {
      topicArn: 'arn:aws:sns:eu-central-1:999988887777:elsewhere',
      messageId: 'm-1',
    });

    await lambda.route({ Records: [foreign, snsRecord(anEvent())] });

    expect(lambda.aws.deliveries.messages).toHaveLength(1);
    expect(lambda.reports.routed).toContainEqual({ kind: 'foreign-topic', messageId: 'm-1' });
  });

  test.each([
    ['a bare event', pipelineFailed(), 'failed'],
    ['an unknown object', { hello: 'world' }, 'message'],
    ['a text', 'hello', 'message'],
    ['a list', [1, 2], 'message'],
    ['null', null, 'message'],
    ['an SNS record without its parts', { Records: [{ EventSource: 'aws:sns', Sns: {} }] }, 'message'],
  ])('treats %s as a message', async (_, event, moment) => {
    const lambda = openRelay();
    lambda.put('team', slackTarget({ on: ['failed', 'message'] }));

    await lambda.route(event);

    expect(queued(lambda).map(({ notification }) => notification.moment)).toEqual([moment]);
  });

  test('skips an invalid target, reports it, and routes to the others', async () => {
    const lambda = withTargets(4);
    lambda.put('broken', '{"platform":"slack","url":"https://hooks.slack.com/services/canary"');

    await lambda.route(snsEvent(pipelineFailed()));

    expect(lambda.aws.deliveries.messages).toHaveLength(4);
    expect(lambda.reports.targets).toEqual([{ kind: 'invalid', target: 'broken', problems: ['not valid JSON'] }]);
  });

  test('reports an event without any target', async () => {
    const lambda = openRelay();

    await lambda.route(snsEvent(pipelineFailed()));

    expect(lambda.reports.routed).toMatchObject([{ kind: 'routed', targets: [], configured: 0 }]);
  });
});

describe('the calls of the router to AWS', () => {
  const SEND = 'sqs SendMessageBatch';
  const READ = 'ssm GetParametersByPath';
  const [ROW, WRITE] = ['dynamodb GetItem', 'dynamodb PutItem'];

  test.each([
    [1, 1, 1],
    [10, 1, 1],
    [11, 2, 2],
    [25, 3, 3],
    [30, 3, 3],
  ])(
    'are, for %i targets, %i pages and their row at the start and then %i batches only',
    async (count, pages, batches) => {
      const lambda = withTargets(count);

      await lambda.route(snsEvent(pipelineFailed()));
      const cold = lambda.aws.calls.splice(0);
      await lambda.route(snsEvent(anEvent()));
      const warm = lambda.aws.calls.splice(0);

      expect(cold).toEqual([ROW, WRITE, ...Array(pages).fill(READ), WRITE, ...Array(batches).fill(SEND)]);
      expect(warm).toEqual(Array(batches).fill(SEND));
      expect(new Set(idsOf(lambda)).size).toBe(count * 2);
    },
  );

  test('are none for an event that no target gets', async () => {
    const lambda = openRelay();
    lambda.put('team', slackTarget({ on: ['approval'] }));
    await lambda.route(snsEvent(pipelineFailed()));
    lambda.aws.calls.splice(0);

    await lambda.route(snsEvent(pipelineFailed()));

    expect(lambda.aws.calls).toEqual([]);
  });

  test('read the targets once for several records', async () => {
    const lambda = withTargets(1);

    await lambda.route(snsEvent(pipelineFailed(), 'a', 'b'));

    expect(lambda.aws.calls.filter((call) => call === READ)).toHaveLength(1);
  });
});

describe('while Parameter Store is down', () => {
  test('a router without a cached copy throws, so that the event is retried', async () => {
    const lambda = withTargets(1);
    lambda.aws.fault = (service) => (service === 'ssm' ? 'ThrottlingException' : undefined);

    await expect(lambda.route(snsEvent(pipelineFailed()))).rejects.toMatchObject({
      name: 'RelayError',
      message: '1 of 1 messages could not be routed',
    });

    expect(lambda.aws.deliveries.messages).toEqual([]);
    expect(lambda.reports.routed).toMatchObject([
      { kind: 'unrouted', messageId: 'request-1', error: { code: 'ThrottlingException' } },
    ]);
  });

  test('a router with a cached copy uses it', async () => {
    const lambda = withTargets(1);
    await lambda.route(snsEvent(pipelineFailed()));
    lambda.aws.fault = (service) => (service === 'ssm' ? 'Timeout' : undefined);
    await lambda.pass(120);

    await lambda.route(snsEvent(anEvent()));

    expect(lambda.aws.deliveries.messages).toHaveLength(2);
    expect(lambda.reports.targets).toMatchObject([{ kind: 'stale', ageSeconds: 125 }]);
  });
});

describe('while the queue rejects', () => {
  test('some entries of a batch, these are sent again', async () => {
    const lambda = withTargets(10);
    let refusals = 2;
    lambda.aws.fault = (_, operation) =>
      operation === 'SendMessageBatch#0' && refusals-- > 0 ? 'InternalError' : undefined;

    await lambda.route(snsEvent(pipelineFailed()));

    expect(new Set(idsOf(lambda)).size).toBe(10);
    expect(lambda.aws.deliveries.messages).toHaveLength(10);
    expect(lambda.aws.calls.filter((call) => call === 'sqs SendMessageBatch')).toHaveLength(3);
  });

  test('them permanently, the router throws, and a retry makes the same delivery ids', async () => {
    const lambda = withTargets(3);
    lambda.aws.fault = (_, operation) => (operation === 'SendMessageBatch#0' ? 'InternalError' : undefined);
    await expect(lambda.route(snsEvent(pipelineFailed()))).rejects.toThrow('1 of 1 messages could not be routed');
    const before = idsOf(lambda);
    lambda.aws.fault = () => undefined;

    await lambda.route(snsEvent(pipelineFailed()));

    expect(before).toHaveLength(2);
    expect(idsOf(lambda)).toEqual([...before, expect.any(String)]);
    expect(new Set(idsOf(lambda)).size).toBe(3);
  });

  test('one message of several, the earlier ones are routed and the invocation fails', async () => {
    const lambda = withTargets(1);
    let calls = 0;
    lambda.aws.fault = (_, operation) =>
      operation === 'SendMessageBatch' && ++calls === 2 ? 'AccessDenied' : undefined;

    const event = snsEvent(anEvent('FAILED', { execution: 'e1' }), anEvent('FAILED', { execution: 'e2' }));
    await expect(lambda.route(event)).rejects.toThrow('1 of 2 messages could not be routed');

    expect(queued(lambda).map(({ notification }) => notification.execution?.id)).toEqual(['e1']);
  });
});

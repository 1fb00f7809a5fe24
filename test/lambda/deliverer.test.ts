import { TARGETS_PATH } from '../../src/local/aws.ts';
import { deliveryId } from '../../src/relay/route.ts';
import { aDelivery } from '../support/batch.ts';
import { putBody, sqsEvent } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

const READ = 'ssm GetParameters';
const GET = 'dynamodb BatchGetItem';
const PUT = 'dynamodb PutItem';

/** A deliverer with a target `team`, and deliveries of these events to it on the queue. */
const openDeliveries = (events: string[], options: Parameters<typeof openRelay>[0] = {}) => {
  const lambda = openRelay(options);
  lambda.put('team', slackTarget());
  for (const id of events) putBody(lambda.aws.deliveries, JSON.stringify(aDelivery('team', { id })));
  /** Hands out visible messages and deletes those that were not reported as failed, as Lambda does. */
  const deliver = async (remainingMs?: number): Promise<number> => {
    const event = sqsEvent(lambda.aws.deliveries);
    const { batchItemFailures } = await lambda.deliver(event, remainingMs);
    const staying = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of event.Records) {
      if (!staying.has(messageId)) lambda.aws.deliveries.delete(receiptHandle);
    }
    return staying.size;
  };
  return { ...lambda, deliverBatch: deliver };
};

describe('the deliverer', () => {
  test('posts to the target and removes the message', async () => {
    const { deliverBatch, aws, requests, reports } = openDeliveries(['e1']);

    expect(await deliverBatch()).toBe(0);

    expect(aws.deliveries.messages).toEqual([]);
    expect(requests.map(({ url }) => url)).toEqual(['https://hooks.slack.com/services/T0000/B0000/canary']);
    expect(reports.delivered).toMatchObject([{ platform: 'slack', outcome: { kind: 'delivered', status: 200 } }]);
  });

  test('reads the targets once, and then calls only the ledger: once per batch and once per delivery', async () => {
    const { deliverBatch, aws } = openDeliveries(['e1']);

    await deliverBatch();
    const cold = aws.calls.splice(0);
    for (const id of ['e2', 'e3']) putBody(aws.deliveries, JSON.stringify(aDelivery('team', { id })));
    await deliverBatch();

    expect(cold.toSorted()).toEqual([GET, PUT, READ]);
    expect(aws.calls).toEqual([GET, PUT, PUT]);
  });

  test('hides a failed delivery until its time and retries it then', async () => {
    const { deliverBatch, aws, pass, requests } = openDeliveries(['e1'], {
      answer: (_, nth) => ({ status: nth === 1 ? 503 : 200, body: 'ok' }),
    });

    expect(await deliverBatch()).toBe(1);
    await pass(4);
    await deliverBatch();
    expect(requests).toHaveLength(1);
    await pass(1);
    await deliverBatch();

    expect(requests).toHaveLength(2);
    expect(aws.deliveries.messages).toEqual([]);
  });

  test('reports a batch in which every delivery fails, and does not throw', async () => {
    const { deliverBatch } = openDeliveries(['e1', 'e2', 'e3'], {
      answer: () => ({ kind: 'retry', reason: 'network' }),
    });

    expect(await deliverBatch()).toBe(3);
  });

  test('buries a rejected delivery with the reason in its attributes', async () => {
    const { deliverBatch, aws } = openDeliveries(['e1'], { answer: () => ({ status: 404, body: 'no_service' }) });

    expect(await deliverBatch()).toBe(0);

    const [letter] = aws.deadLetters.messages;
    const attributes = Object.entries(letter?.attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]);
    expect(Object.fromEntries(attributes)).toEqual({
      reason: 'gone',
      target: 'team',
      deliveryId: deliveryId('e1', 'team'),
      eventId: 'e1',
      attempts: '1',
      lastStatus: '404',
      firstSeen: '2026-03-04T09:20:00.000Z',
    });
    expect(JSON.parse(letter?.body ?? '')).toEqual(aDelivery('team', { id: 'e1' }));
    expect(JSON.stringify(letter)).not.toMatch(/canary|hooks\.slack/);
  });

  test('gives up after ten hours, with an attempt every five minutes', async () => {
    const { deliverBatch, aws, pass, requests, reports } = openDeliveries(['e1'], {
      answer: () => ({ status: 500, body: '' }),
    });

    let waited = 0;
    while (aws.deliveries.messages.length > 0 && requests.length < 500) {
      await deliverBatch();
      const seconds = reports.delivered.at(-1)?.waitSeconds ?? 0;
      waited += seconds;
      await pass(seconds);
    }

    // After 0, 5, 34 and 148 s, and then every 285 s.
    expect(requests).toHaveLength(4 + 126);
    expect(waited / 3600).toBeCloseTo(10, 1);
    expect(aws.deadLetters.messages).toMatchObject([
      { attributes: { reason: { StringValue: 'exhausted' }, attempts: { StringValue: '130' } } },
    ]);
  });

  test('posts a copy of a delivery once', async () => {
    const { deliverBatch, requests, reports } = openDeliveries(['e1', 'e1']);

    expect(await deliverBatch()).toBe(0);

    expect(requests).toHaveLength(1);
    expect(reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['delivered', 'skipped']);
  });

  test('returns a message at once if too little time is left', async () => {
    const { deliverBatch, aws, requests } = openDeliveries(['e1', 'e2']);

    expect(await deliverBatch(5000)).toBe(2);

    expect(requests).toEqual([]);
    expect(aws.deliveries.receive(10)).toHaveLength(2);
  });

  test('uses a replaced URL at once', async () => {
    const { deliverBatch, put, pass, requests, aws } = openDeliveries(['e1'], {
      answer: ({ url }, nth) =>
        nth === 2 && url.endsWith('canary') ? { status: 404, body: 'no_team' } : { status: 200, body: 'ok' },
    });
    await deliverBatch();
    await pass(6);
    put('team', slackTarget({ url: 'https://hooks.slack.com/services/T0000/B0000/rotated' }));
    putBody(aws.deliveries, JSON.stringify(aDelivery('team', { id: 'e2' })));

    expect(await deliverBatch()).toBe(0);

    expect(requests.map(({ url }) => url.split('/').at(-1))).toEqual(['canary', 'canary', 'rotated']);
    expect(aws.deadLetters.messages).toEqual([]);
  });

  test('finds a target that was added after the targets were read', async () => {
    const { deliverBatch, put, pass, aws, requests } = openDeliveries(['e1']);
    await deliverBatch();
    await pass(10);
    put('late', slackTarget());
    putBody(aws.deliveries, JSON.stringify(aDelivery('late')));

    expect(await deliverBatch()).toBe(0);

    expect(requests).toHaveLength(2);
    expect(aws.deadLetters.messages).toEqual([]);
  });

  test.each([
    ['removed', undefined, 'target-gone'],
    ['broken', '{"platform":"slack"', 'target-invalid'],
    ['of http', slackTarget({ url: 'http://hooks.slack.com/services/canary' }), 'target-invalid'],
    ['of a private address', { platform: 'webhook', url: 'https://169.254.169.254/canary' }, 'target-invalid'],
  ])('buries a delivery for a target that is %s', async (_, target, reason) => {
    const { deliverBatch, put, aws, requests } = openDeliveries(['e1']);
    if (target === undefined) aws.parameters.delete(`${TARGETS_PATH}/team`);
    else put('team', target);

    expect(await deliverBatch()).toBe(0);

    expect(requests).toEqual([]);
    expect(aws.deadLetters.messages.map(({ attributes }) => attributes.reason?.StringValue)).toEqual([reason]);
  });

  test('throws only for an event that is not from a queue', async () => {
    const { deliver } = openRelay();

    await expect(deliver({ Records: [{ eventSource: 'aws:s3' }] })).rejects.toThrow();
  });
});

describe('while AWS fails', () => {
  test('at the ledger, deliveries continue: a duplicate is better than a loss', async () => {
    const { deliverBatch, aws, requests, reports } = openDeliveries(['e1', 'e2']);
    aws.fault = (service) => (service === 'dynamodb' ? 'Timeout' : undefined);

    expect(await deliverBatch()).toBe(0);

    expect(requests).toHaveLength(2);
    expect(reports.ledger[0]).toMatchObject({ code: 'Timeout' });
    expect(aws.calls.filter((call) => call.startsWith('dynamodb'))).toHaveLength(1);
  });

  test('at Parameter Store, deliveries wait without an attempt', async () => {
    const { deliverBatch, aws, reports } = openDeliveries(['e1']);
    aws.fault = (service) => (service === 'ssm' ? 'ThrottlingException' : undefined);

    expect(await deliverBatch()).toBe(1);

    expect(aws.deadLetters.messages).toEqual([]);
    expect(reports.delivered).toMatchObject([
      {
        outcome: {
          reason: 'configuration-unavailable',
          detail: 'AwsError: ssm GetParameters: ThrottlingException',
        },
      },
    ]);
  });

  test('at the dead letters, the message stays', async () => {
    const { deliverBatch, aws, reports } = openDeliveries(['e1'], { answer: () => ({ status: 404, body: 'no_team' }) });
    aws.fault = (_, operation) => (operation === 'SendMessage' ? 'AccessDenied' : undefined);

    expect(await deliverBatch()).toBe(1);

    expect(aws.deliveries.messages).toHaveLength(1);
    expect(reports.delivered).toMatchObject([{ error: 'bury: AwsError: sqs SendMessage: AccessDenied' }]);
  });

  test('at the visibility, the message is received again after three minutes', async () => {
    const { deliverBatch, aws, pass } = openDeliveries(['e1'], { answer: () => ({ status: 500, body: '' }) });
    aws.fault = (_, operation) => (operation === 'ChangeMessageVisibilityBatch' ? 'AccessDenied' : undefined);

    expect(await deliverBatch()).toBe(1);

    await pass(179);
    expect(aws.deliveries.receive(10)).toEqual([]);
    await pass(1);
    expect(aws.deliveries.receive(10)).toHaveLength(1);
  });
});

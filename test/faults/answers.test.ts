import { createHmac } from 'node:crypto';
import { responders } from '../../src/local/inbox.ts';
import { anEvent } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay, type ReceivedRequest } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const webhook = { platform: 'webhook', signingKeys: [`whsec_${KEY}`] };

const signatureOf = ({ headers, body }: ReceivedRequest): string =>
  `v1,${createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;

describe('a receiver that accepts', () => {
  test.each([200, 202, 204])('with %i gets one request, and the queue is empty', async (status) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', webhook, always(status));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.aws.deliveries.size).toBe(0);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a receiver that is down', () => {
  test.each([500, 502, 503, 504])(
    'with %i three times gets retries after 5, 30 and 120 s, less up to 10 %%',
    async (status) => {
      const bench = await keep(openHttpRelay());
      bench.addTarget('hook', webhook, inTurn(always(status), always(status), always(status), responders.ok));

      await bench.publish(anEvent());
      await bench.relay.settle();

      expect(bench.requestTimes('hook')).toEqual([0, 5, 34, 148]);
      expect(bench.deadLetters()).toEqual([]);
    },
  );

  test.each([
    ['lower', 0, [0, 5, 32, 140]],
    ['upper', 1, [0, 5, 35, 155]],
  ])('gets retries at the %s end of the 10 %% jitter', async (_, chance, expected) => {
    const bench = await keep(openHttpRelay({ random: () => chance }));
    bench.addTarget('hook', webhook, inTurn(always(500), always(500), always(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual(expected);
  });

  test('gets the same webhook-id at every attempt, with a new time and a new valid signature', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', webhook, inTurn(always(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const requests = bench.requestsTo('hook');
    expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(requests.map(({ headers }) => Number(headers['webhook-timestamp']))).toEqual([1772616000, 1772616005]);
    expect(requests.map(({ headers }) => headers['webhook-signature'])).toEqual(requests.map(signatureOf));
    expect(signatureOf(requests[0] as ReceivedRequest)).not.toBe(signatureOf(requests[1] as ReceivedRequest));
  });

  test('for ten hours gets a request every five minutes, and then the delivery becomes a dead letter', async () => {
    const bench = await keep(openHttpRelay({ random: () => 1 }));
    bench.addTarget('hook', webhook, always(503));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const everyFiveMinutes = Array.from({ length: 120 }, (_, nth) => 455 + 300 * nth);
    expect(everyFiveMinutes.at(-1)).toBe(36_155);
    expect(bench.requestTimes('hook')).toEqual([0, 5, 35, 155, ...everyFiveMinutes]);
    expect(bench.deadLetters()).toMatchObject([
      {
        reason: 'exhausted',
        lastStatus: '503',
        attempts: '124',
        target: 'hook',
        firstSeen: '2026-03-04T09:20:00.000Z',
        deliveryId: bench.requestsTo('hook')[0]?.headers['webhook-id'],
      },
    ]);
    expect(bench.aws.deliveries.size).toBe(0);
  });
});

describe('a receiver that no longer exists', () => {
  test.each([
    ['410', 'webhook', always(410)],
    ["Slack's no_service", 'slack', always(404, 'no_service')],
    ["Slack's channel_is_archived", 'slack', always(410, 'channel_is_archived')],
    ["Slack's no_team under a 200", 'slack', always(200, 'no_team')],
  ])('with %s: one request, a dead letter and a rejection in the metrics', async (_, platform, responder) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, responder);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('team')).toHaveLength(1);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'gone', target: 'team', attempts: '1' }]);
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'rejected', reason: 'gone' } }]);
  });
});

describe('rotated credentials', () => {
  test.each([401, 403, 404, 410])('are read again once after a %i, and the alert is delivered', async (status) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('old', { platform: 'webhook' }, inTurn(responders.ok, always(status)));
    bench.addTarget('new', { platform: 'webhook', enabled: false });
    await bench.publish(anEvent());
    await bench.runUntil(10);

    bench.relay.addTarget('old', { platform: 'webhook', url: bench.inbox.urlOf('new') });
    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('old').map((each) => each.status)).toEqual([200, status]);
    expect(bench.requestsTo('new').map((each) => each.status)).toEqual([200]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('are not used twice in one attempt when they have not changed', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'webhook' }, always(403));

    await bench.publish(anEvent());
    await bench.relay.drain();
    expect(bench.requestsTo('team')).toHaveLength(1);
    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'unauthorized', lastStatus: '403' }]);
  });
});

describe('a receiver that rejects the content', () => {
  test('with invalid_blocks in Slack gets a second request with plain text', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'slack' }, inTurn(always(400, 'invalid_blocks'), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const bodies = bench.requestsTo('team').map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => 'blocks' in body)).toEqual([true, false]);
    expect(bodies[1].text).toContain('web failed');
    expect(bench.deadLetters()).toEqual([]);
  });

  test.each([
    ['slack', 400, 'invalid_blocks'],
    ['teams', 413, ''],
  ])('twice in %s with %i gets no third request', async (platform, status, body) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, always(status, body));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('team')).toHaveLength(2);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'payload', lastStatus: String(status) }]);
  });

  test('with 413 in Teams gets a second, shorter request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'teams' }, inTurn(always(413), always(202)));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const [first, second] = bench.requestsTo('team').map(({ body }) => body.length);
    expect(second).toBeLessThan(first as number);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('a 200 answer that is no acceptance', () => {
  test.each([
    ['slack', '<html><body>Please log in to the guest network</body></html>'],
    ['slack', '   {"ok":true}'],
    ['teams', '{"error":{"code":"ExpressionEvaluationFailed"}}'],
    ['teams', 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429'],
  ])('causes a retry: %s, %j', async (platform, body) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, inTurn(always(200, body), always(200, platform === 'slack' ? 'ok' : '')));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('team')).toEqual([0, 5]);
    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
  });
});

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
  test.each([200, 202, 204])('with %i gets one request, and nothing stays on the queue', async (status) => {
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
  test.each([500, 502, 503, 504])('with %i three times is asked again after 5, 30 and 120 s', async (status) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', webhook, inTurn(always(status), always(status), always(status), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([0, 5, 35, 155]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test.each([
    ['least', 0, [0, 5, 32, 140]],
    ['most', 1, [0, 6, 39, 171]],
  ])('is asked again after 10 %% of jitter at the %s', async (_, chance, expected) => {
    const bench = await keep(openHttpRelay({ random: () => chance }));
    bench.addTarget('hook', webhook, inTurn(always(500), always(500), always(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual(expected);
  });

  test('gets the same webhook-id at every try, with a new time and a new signature that hold', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', webhook, inTurn(always(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const tries = bench.requestsTo('hook');
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(tries.map(({ headers }) => Number(headers['webhook-timestamp']))).toEqual([1772616000, 1772616005]);
    expect(tries.map(({ headers }) => headers['webhook-signature'])).toEqual(tries.map(signatureOf));
    expect(signatureOf(tries[0] as ReceivedRequest)).not.toBe(signatureOf(tries[1] as ReceivedRequest));
  });

  test('for ever is asked ten times within ten hours, and then there is a dead letter that says how it went', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', webhook, always(503));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('hook')).toEqual([0, 5, 35, 155, 755, 2555, 6155, 13_355, 24_155, 34_955]);
    expect(bench.deadLetters()).toMatchObject([
      {
        reason: 'exhausted',
        lastStatus: '503',
        attempts: '10',
        target: 'hook',
        firstSeen: '2026-03-04T09:20:00.000Z',
        deliveryId: bench.requestsTo('hook')[0]?.headers['webhook-id'],
      },
    ]);
    expect(bench.aws.deliveries.size).toBe(0);
  });
});

describe('a receiver that is not there any more', () => {
  test.each([
    ['404', 'webhook', always(404)],
    ['410', 'webhook', always(410)],
    ["Slack's no_service", 'slack', always(404, 'no_service')],
    ["Slack's channel_is_archived", 'slack', always(410, 'channel_is_archived')],
    ["Slack's no_team under a 200", 'slack', always(200, 'no_team')],
  ])('says %s: one request, a dead letter, a rejection in the metrics', async (_, platform, responder) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, responder);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('team')).toHaveLength(1);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'gone', target: 'team', attempts: '1' }]);
    expect(bench.reports.delivered).toMatchObject([{ outcome: { kind: 'rejected', reason: 'gone' } }]);
  });
});

describe('credentials that were rotated', () => {
  test.each([401, 403, 404, 410])(
    'are read anew once when the old ones get %i, and the alert arrives',
    async (status) => {
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
    },
  );

  test('but are not asked for twice when they are what they were', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'webhook' }, always(403));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('team')).toHaveLength(1);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'unauthorized', lastStatus: '403' }]);
  });
});

describe('a receiver that refuses the content', () => {
  test('as Slack with invalid_blocks gets it once more, as plain text', async () => {
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
  ])('twice as %s with %i is not asked a third time', async (platform, status, body) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, always(status, body));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('team')).toHaveLength(2);
    expect(bench.deadLetters()).toMatchObject([{ reason: 'payload', lastStatus: String(status) }]);
  });

  test('as Teams with 413 gets something shorter that it may take', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'teams' }, inTurn(always(413), always(202)));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const [first, second] = bench.requestsTo('team').map(({ body }) => body.length);
    expect(second).toBeLessThan(first as number);
    expect(bench.deadLetters()).toEqual([]);
  });
});

describe('an answer that is no acceptance although it says 200', () => {
  test.each([
    ['slack', '<html><body>Please log in to the guest network</body></html>'],
    ['slack', '   {"ok":true}'],
    ['teams', '{"error":{"code":"ExpressionEvaluationFailed"}}'],
    ['teams', 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429'],
  ])('is tried again: %s, %j', async (platform, body) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform }, inTurn(always(200, body), always(200, platform === 'slack' ? 'ok' : '')));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestTimes('team')).toEqual([0, 5]);
    expect(bench.reports.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
  });
});

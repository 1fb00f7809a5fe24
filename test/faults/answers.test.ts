import { createHmac } from 'node:crypto';
import { responders } from '../../src/local/inbox.ts';
import { serversOfTest } from '../support/servers.ts';
import { anEvent, inTurn, openBench, says, type Try } from './bench.ts';

const keep = serversOfTest();

const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const webhook = { platform: 'webhook', signingKeys: [`whsec_${KEY}`] };

const signatureOf = ({ headers, body }: Try): string =>
  `v1,${createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;

describe('a receiver that accepts', () => {
  test.each([200, 202, 204])('with %i gets one request, and nothing stays on the queue', async (status) => {
    const bench = await keep(openBench());
    bench.addTarget('hook', webhook, says(status));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.tries('hook')).toHaveLength(1);
    expect(bench.aws.deliveries.size).toBe(0);
    expect(bench.letters()).toEqual([]);
  });
});

describe('a receiver that is down', () => {
  test.each([500, 502, 503, 504])('with %i three times is asked again after 5, 30 and 120 s', async (status) => {
    const bench = await keep(openBench());
    bench.addTarget('hook', webhook, inTurn(says(status), says(status), says(status), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.triedAt('hook')).toEqual([0, 5, 35, 155]);
    expect(bench.letters()).toEqual([]);
  });

  test.each([
    ['least', 0, [0, 5, 32, 140]],
    ['most', 1, [0, 6, 39, 171]],
  ])('is asked again after 10 %% of jitter at the %s', async (_, chance, expected) => {
    const bench = await keep(openBench({ random: () => chance }));
    bench.addTarget('hook', webhook, inTurn(says(500), says(500), says(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.triedAt('hook')).toEqual(expected);
  });

  test('gets the same webhook-id at every try, with a new time and a new signature that hold', async () => {
    const bench = await keep(openBench());
    bench.addTarget('hook', webhook, inTurn(says(500), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const tries = bench.tries('hook');
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(tries.map(({ headers }) => Number(headers['webhook-timestamp']))).toEqual([1772616000, 1772616005]);
    expect(tries.map(({ headers }) => headers['webhook-signature'])).toEqual(tries.map(signatureOf));
    expect(signatureOf(tries[0] as Try)).not.toBe(signatureOf(tries[1] as Try));
  });

  test('for ever is asked ten times within ten hours, and then there is a dead letter that says how it went', async () => {
    const bench = await keep(openBench());
    bench.addTarget('hook', webhook, says(503));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.triedAt('hook')).toEqual([0, 5, 35, 155, 755, 2555, 6155, 13_355, 24_155, 34_955]);
    expect(bench.letters()).toMatchObject([
      {
        reason: 'exhausted',
        lastStatus: '503',
        attempts: '10',
        target: 'hook',
        firstSeen: '2026-03-04T09:20:00.000Z',
        deliveryId: bench.tries('hook')[0]?.headers['webhook-id'],
      },
    ]);
    expect(bench.aws.deliveries.size).toBe(0);
  });
});

describe('a receiver that is not there any more', () => {
  test.each([
    ['404', 'webhook', says(404)],
    ['410', 'webhook', says(410)],
    ["Slack's no_service", 'slack', says(404, 'no_service')],
    ["Slack's channel_is_archived", 'slack', says(410, 'channel_is_archived')],
    ["Slack's no_team under a 200", 'slack', says(200, 'no_team')],
  ])('says %s: one request, a dead letter, a rejection in the metrics', async (_, platform, responder) => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform }, responder);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.tries('team')).toHaveLength(1);
    expect(bench.letters()).toMatchObject([{ reason: 'gone', target: 'team', attempts: '1' }]);
    expect(bench.told.delivered).toMatchObject([{ outcome: { kind: 'rejected', reason: 'gone' } }]);
  });
});

describe('credentials that were rotated', () => {
  test.each([401, 403, 404, 410])(
    'are read anew once when the old ones get %i, and the alert arrives',
    async (status) => {
      const bench = await keep(openBench());
      bench.addTarget('old', { platform: 'webhook' }, inTurn(responders.ok, says(status)));
      bench.addTarget('new', { platform: 'webhook', enabled: false });
      await bench.publish(anEvent());
      await bench.runUntil(10);

      bench.relay.addTarget('old', { platform: 'webhook', url: bench.inbox.urlOf('new') });
      await bench.publish(anEvent());
      await bench.relay.settle();

      expect(bench.tries('old').map((each) => each.status)).toEqual([200, status]);
      expect(bench.tries('new').map((each) => each.status)).toEqual([200]);
      expect(bench.letters()).toEqual([]);
    },
  );

  test('but are not asked for twice when they are what they were', async () => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform: 'webhook' }, says(403));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.tries('team')).toHaveLength(1);
    expect(bench.letters()).toMatchObject([{ reason: 'unauthorized', lastStatus: '403' }]);
  });
});

describe('a receiver that refuses the content', () => {
  test('as Slack with invalid_blocks gets it once more, as plain text', async () => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform: 'slack' }, inTurn(says(400, 'invalid_blocks'), responders.ok));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const bodies = bench.tries('team').map(({ body }) => JSON.parse(body));
    expect(bodies.map((body) => 'blocks' in body)).toEqual([true, false]);
    expect(bodies[1].text).toContain('web failed');
    expect(bench.letters()).toEqual([]);
  });

  test.each([
    ['slack', 400, 'invalid_blocks'],
    ['teams', 413, ''],
  ])('twice as %s with %i is not asked a third time', async (platform, status, body) => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform }, says(status, body));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.tries('team')).toHaveLength(2);
    expect(bench.letters()).toMatchObject([{ reason: 'payload', lastStatus: String(status) }]);
  });

  test('as Teams with 413 gets something shorter that it may take', async () => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform: 'teams' }, inTurn(says(413), says(202)));

    await bench.publish(anEvent());
    await bench.relay.settle();

    const [first, second] = bench.tries('team').map(({ body }) => body.length);
    expect(second).toBeLessThan(first as number);
    expect(bench.letters()).toEqual([]);
  });
});

describe('an answer that is no acceptance although it says 200', () => {
  test.each([
    ['slack', '<html><body>Please log in to the guest network</body></html>'],
    ['slack', '   {"ok":true}'],
    ['teams', '{"error":{"code":"ExpressionEvaluationFailed"}}'],
    ['teams', 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429'],
  ])('is tried again: %s, %j', async (platform, body) => {
    const bench = await keep(openBench());
    bench.addTarget('team', { platform }, inTurn(says(200, body), says(200, platform === 'slack' ? 'ok' : '')));

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.triedAt('team')).toEqual([0, 5]);
    expect(bench.told.delivered.map(({ outcome }) => outcome.kind)).toEqual(['retry', 'delivered']);
  });
});

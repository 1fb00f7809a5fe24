import type { HttpReply } from '../../src/model/http.ts';
import { slackExample } from '../platforms/slack/target.ts';
import { teamsExample } from '../platforms/teams/target.ts';
import { webhookExample } from '../platforms/webhook/target.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openRelay } from '../support/relay.ts';

/** Flows of Power Automate that work answer 403 without a reason now and then, and so do flows that do not work. */

const FORBIDDEN: HttpReply = { status: 403, body: '' };

const teamsRelay = (answers: (nth: number) => HttpReply) => {
  const world = openRelay({ answer: (_, nth) => answers(nth) });
  world.put('ops', teamsExample.target);
  return world;
};

test.each([1, 2, 3])('a flow that answers 403 %d times and then accepts gets the alert', async (times) => {
  const { publish, relay, requests, deadLetters } = teamsRelay((nth) =>
    nth > times ? { status: 202, body: '' } : FORBIDDEN,
  );
  await publish(anEvent());
  await relay.settle();

  expect(requests).toHaveLength(times + 1);
  expect(deadLetters()).toEqual([]);
});

test('a flow that answers 403 for minutes has rejected the alert', async () => {
  const { publish, relay, elapsed, deadLetters } = teamsRelay(() => FORBIDDEN);
  await publish(anEvent());
  await relay.settle();

  expect(deadLetters()).toMatchObject([{ reason: 'unauthorized', lastStatus: '403', target: 'ops' }]);
  expect(elapsed()).toBeGreaterThanOrEqual(120);
  expect(elapsed()).toBeLessThan(300);
});

test('the next alert at such a flow is rejected at once, until the flow accepts one', async () => {
  let accepts = false;
  const { publish, relay, requests, deadLetters } = teamsRelay(() => (accepts ? { status: 202, body: '' } : FORBIDDEN));
  await publish(anEvent());
  await relay.settle();
  const first = requests.length;

  await publish(anEvent());
  await relay.settle();
  expect(requests).toHaveLength(first + 1);
  expect(deadLetters()).toHaveLength(2);

  accepts = true;
  await publish(anEvent());
  await relay.settle();
  accepts = false;
  await publish(anEvent());
  await relay.settle();
  expect(requests.length).toBeGreaterThan(first + 4);
});

test('a 403 with a documented code is final at once', async () => {
  const body = JSON.stringify({ error: { code: 'DirectApiAuthorizationRequired' } });
  const { publish, relay, requests, deadLetters } = teamsRelay(() => ({ status: 403, body }));
  await publish(anEvent());
  await relay.settle();

  expect(requests).toHaveLength(1);
  expect(deadLetters()).toMatchObject([{ reason: 'unauthorized' }]);
});

const EXAMPLES = { slack: slackExample, teams: teamsExample, webhook: webhookExample };
type Platform = keyof typeof EXAMPLES;

const relayOf = (platform: Platform, answers: (nth: number) => HttpReply) => {
  const world = openRelay({ answer: (_, nth) => answers(nth) });
  world.put('ops', EXAMPLES[platform].target);
  return world;
};

const ACCEPTED: HttpReply = { status: 200, body: 'ok' };
const PAGE = '<!DOCTYPE html><title>Maintenance</title>';

const PLATFORMS: readonly Platform[] = ['slack', 'teams', 'webhook'];
const PASSING = [302, 401, 403, 404];
const each = PLATFORMS.flatMap((platform) => PASSING.map((status) => [platform, status] as const));

test.each(each)('a target of %s that answers %d once and without a reason gets the alert', async (platform, status) => {
  const { publish, relay, requests, deadLetters } = relayOf(platform, (nth) =>
    nth > 1 ? ACCEPTED : { status, body: '' },
  );
  await publish(anEvent());
  await relay.settle();

  expect(requests).toHaveLength(2);
  expect(deadLetters()).toEqual([]);
});

test.each(each)('a target of %s that answers %d for minutes has rejected the alert', async (platform, status) => {
  const { publish, relay, elapsed, deadLetters } = relayOf(platform, () => ({ status, body: '' }));
  await publish(anEvent());
  await relay.settle();

  expect(deadLetters()).toMatchObject([{ lastStatus: String(status), target: 'ops' }]);
  expect(elapsed()).toBeGreaterThanOrEqual(120);
  expect(elapsed()).toBeLessThan(300);
});

test.each(PLATFORMS.flatMap((platform) => [302, 400, 403, 404].map((status) => [platform, status] as const)))(
  'a target of %s that answers %d with a web page for ten minutes gets the alert',
  async (platform, status) => {
    const world = relayOf(platform, () => (world.elapsed() < 600 ? { status, body: PAGE } : ACCEPTED));
    await world.publish(anEvent());
    await world.relay.settle();

    expect(world.deadLetters()).toEqual([]);
    expect(world.requests.length).toBeGreaterThan(2);
    expect(world.elapsed()).toBeGreaterThanOrEqual(600);
  },
);

test.each<[Platform, HttpReply, string]>([
  ['slack', { status: 403, body: 'invalid_token' }, 'unauthorized'],
  ['slack', { status: 404, body: 'no_service' }, 'gone'],
  ['slack', { status: 404, body: 'a_new_code' }, 'gone'],
  ['webhook', { status: 410, body: PAGE }, 'gone'],
  ['webhook', { status: 422, body: '{"error":"no"}' }, 'payload'],
  ['webhook', { status: 301, body: PAGE }, 'redirect'],
])('for %s %j is final at once', async (platform, answer, reason) => {
  const { publish, relay, requests, deadLetters } = relayOf(platform, () => answer);
  await publish(anEvent());
  await relay.settle();

  expect(requests).toHaveLength(1);
  expect(deadLetters()).toMatchObject([{ reason }]);
});

test('a target of slack that answers 400 without a code gets the alert later', async () => {
  // The second request is the plain form.
  const { publish, relay, deadLetters } = relayOf('slack', (nth) => (nth > 2 ? ACCEPTED : { status: 400, body: '' }));
  await publish(anEvent());
  await relay.settle();

  expect(deadLetters()).toEqual([]);
});

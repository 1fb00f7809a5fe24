import type { HttpReply } from '../../src/model/http.ts';
import { teamsExample } from '../platforms/teams/target.ts';
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

import { loadEventSources } from '../../src/events/index.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { openInbox } from '../../src/local/inbox.ts';
import { createLocalRelay } from '../../src/local/relay.ts';
import { LEVELS, MOMENTS } from '../../src/model/notification.ts';
import { createSend } from '../../src/net/http.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();
const START = new Date('2026-03-04T09:20:00.000Z');
const DAY_MS = 86_400_000;

const quiet = { routed() {}, delivered() {}, targets() {}, ledger() {}, background() {} };

/** Every EventBridge example, with the copy that a replay sends. */
const eventsOf = async () => {
  const found = await Promise.all((await loadEventSources()).map(({ examples }) => examples(START)));
  return found
    .flat()
    .filter(({ text }) => text.includes('"detail-type"'))
    .map(({ text }) => ({
      text,
      replayed: JSON.stringify({ ...JSON.parse(text), 'replay-name': 'pipebell-local-1' }),
    }));
};

test('a replay within the ledger’s 15 days sends no second message', async () => {
  const inbox = await keep(openInbox());
  const clock = frozenClock(START);
  const relay = createLocalRelay({
    clock,
    send: createSend({ allowPrivate: true, now: clock.now }),
    telemetry: quiet,
    allowPrivateTargets: true,
  });
  const target = { url: inbox.urlOf('all'), on: MOMENTS, levels: LEVELS };
  relay.addTarget('all', { platform: 'webhook', ...target });
  const events = await eventsOf();
  for (const { text } of events) await relay.publish(text);
  await relay.settle();
  const before = inbox.arrivals.length;
  expect(before).toBe(events.length);

  await clock.until(new Date(START.getTime() + 14 * DAY_MS));
  relay.addTarget('new', { platform: 'webhook', ...target, url: inbox.urlOf('new') });
  for (const { replayed } of events) await relay.publish(replayed);
  await relay.settle();

  expect(inbox.arrivals.filter((arrival) => arrival.target === 'all')).toHaveLength(before);
  // A target that was added since gets the replayed events.
  expect(inbox.arrivals.filter((arrival) => arrival.target === 'new')).toHaveLength(before);
});

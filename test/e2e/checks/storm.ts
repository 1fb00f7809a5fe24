import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';
import type { Inbox } from '../receiver.ts';

const EVENTS = 500;
const AT_A_TIME = 10;

/** Events under way. The emulator starts a process for each, and unlike Lambda it drops what it has no room for. */
const UNDER_WAY = 60;

/** From the first event until three good targets have all of theirs. An idle machine of two cores takes half a minute. */
const GOOD_SECONDS = 120;

/** How long the other two are ill at most, lest their deliveries come to wait for minutes. */
const ILL_SECONDS = 25;

/** After those two have recovered. */
const RECOVERY_SECONDS = 150;

const RETRY_AFTER_SECONDS = 10;

/** As many deliverers as MaximumConcurrency lets run; each keeps its own watch. */
const DELIVERERS = 10;

const anEvent = () => stateChange('pipeline', 'e2e-storm', 'FAILED');

const arrived = ({ posts }: Inbox): unknown[] =>
  posts.filter(({ status }) => status === 200).map(({ headers }) => headers['webhook-id']);

const until = async (seconds: number, what: string, done: () => boolean): Promise<void> => {
  const deadline = Date.now() + seconds * 1000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(`${what}: not in ${seconds} s`);
    await sleep(50);
  }
};

/** The same delivery does not come back before it was asked to. */
const assertPaced = ({ posts }: Inbox): void => {
  const last = new Map<unknown, number>();
  for (const { headers, at } of posts) {
    const gap = at - (last.get(headers['webhook-id']) ?? Number.NEGATIVE_INFINITY);
    assert.ok(gap >= RETRY_AFTER_SECONDS * 1000 - 100, `a delivery came back after ${gap} ms`);
    last.set(headers['webhook-id'], at);
  }
};

export const storm: Check[] = [
  {
    name: `${EVENTS} events, five targets, one of them busy and one silent: nobody waits for another, nothing is lost`,
    async prepare({ aws, receiver, putTarget }) {
      const when = { pipelines: ['e2e-storm'] };
      const open = async (name: string): Promise<Inbox> => {
        const inbox = receiver.inbox(name);
        await putTarget(name, { platform: 'webhook', url: inbox.url, when });
        return inbox;
      };
      const good = await Promise.all(['storm-1', 'storm-2', 'storm-3'].map(open));
      const busy = await open('storm-busy');
      const silent = await open('storm-silent');

      return async () => {
        busy.become({ status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
        silent.become('silent');
        const started = Date.now();
        const sinceStart = () => (Date.now() - started) / 1000;
        const sendAll = async () => {
          for (let sent = 0; sent < EVENTS; sent += AT_A_TIME) {
            const routed = () => Math.max(...good.map(({ posts }) => posts.length)) > sent - UNDER_WAY;
            await until(GOOD_SECONDS, `${sent - UNDER_WAY} events`, routed);
            await aws.putEvents(...Array.from({ length: AT_A_TIME }, anEvent));
          }
        };
        const allGood = Promise.all([sendAll(), ...good.map((inbox) => inbox.wait(EVENTS, GOOD_SECONDS))]).then(
          sinceStart,
        );

        await Promise.race([allGood, sleep(ILL_SECONDS * 1000)]);
        const illSeconds = sinceStart();
        const refused = busy.posts.length;
        const most = DELIVERERS * (1 + illSeconds / RETRY_AFTER_SECONDS);
        assert.ok(refused > 0 && refused <= most, `${refused} tries at a target that asks to be left alone`);
        for (const inbox of [busy, silent]) inbox.become({ status: 200 });

        const goodSeconds = await allGood;
        const rest = () => [busy, silent].every((inbox) => arrived(inbox).length >= EVENTS);
        await until(RECOVERY_SECONDS, 'all deliveries to the other two', rest);
        assertPaced(busy);
        for (const inbox of [...good, busy, silent]) {
          assert.equal(arrived(inbox).length, EVENTS);
          assert.equal(new Set(arrived(inbox)).size, EVENTS);
        }
        const [first, second] = [goodSeconds, sinceStart() - illSeconds].map((value) => value.toFixed(0));
        return `${3 * EVENTS} deliveries in ${first} s, ${refused} tries in ${illSeconds.toFixed(0)} s at the busy one, the rest ${second} s later`;
      };
    },
  },
];

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../check.ts';
import { stateChange } from '../events.ts';
import type { Inbox } from '../receiver.ts';

const EVENTS = 200;
const AT_A_TIME = 5;

/** Most events in progress. The emulator starts a process for each and, unlike Lambda, drops events above its limit. */
const IN_PROGRESS = 20;

/** Limit from the first event until the three healthy targets have all events. Two idle cores take half a minute. */
const HEALTHY_SECONDS = 120;

/** How long the other two targets fail. With a longer outage their deliveries would wait for minutes. */
const OUTAGE_SECONDS = 15;

/** Limit for the deliveries to those two after their recovery. The busy one gets them at the pace that its 429 taught. */
const RECOVERY_SECONDS = 150;

const RETRY_AFTER_SECONDS = 10;

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

/** Checks that the target got no request before its Retry-After had passed. */
const assertPaced = ({ posts }: Inbox): void => {
  for (const [index, { at, status }] of posts.entries()) {
    const gap = (posts[index + 1]?.at ?? Number.POSITIVE_INFINITY) - at;
    assert.ok(status !== 429 || gap >= RETRY_AFTER_SECONDS * 1000 - 100, `the next request came after ${gap} ms`);
  }
};

export const storm: Check[] = [
  {
    name: `${EVENTS} events, five targets, one busy and one silent: no target delays another, and nothing is lost`,
    async prepare({ aws, receiver, putTarget }) {
      const when = { pipelines: ['e2e-storm'] };
      const open = async (name: string): Promise<Inbox> => {
        const inbox = receiver.inbox(name);
        await putTarget(name, { platform: 'webhook', url: inbox.url, when });
        return inbox;
      };
      const healthy = await Promise.all(['storm-1', 'storm-2', 'storm-3'].map(open));
      const busy = await open('storm-busy');
      const silent = await open('storm-silent');

      return async () => {
        busy.answerWith({ status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
        silent.answerWith('silent');
        const started = Date.now();
        const sinceStart = () => (Date.now() - started) / 1000;
        const sendAll = async () => {
          for (let sent = 0; sent < EVENTS; sent += AT_A_TIME) {
            const routed = () => Math.max(...healthy.map(({ posts }) => posts.length)) > sent - IN_PROGRESS;
            await until(HEALTHY_SECONDS, `${sent - IN_PROGRESS} events`, routed);
            await aws.putEvents(...Array.from({ length: AT_A_TIME }, anEvent));
          }
        };
        const allHealthy = Promise.all([
          sendAll(),
          ...healthy.map((inbox) => inbox.wait(EVENTS, HEALTHY_SECONDS)),
        ]).then(sinceStart);

        await sleep(OUTAGE_SECONDS * 1000);
        const outageSeconds = sinceStart();
        const refused = busy.posts.length;
        const most = 1 + outageSeconds / RETRY_AFTER_SECONDS;
        assert.ok(refused > 0 && refused <= most, `${refused} requests to the busy target`);
        for (const inbox of [busy, silent]) inbox.answerWith({ status: 200 });

        const healthySeconds = await allHealthy;
        const rest = () => [busy, silent].every((inbox) => arrived(inbox).length >= EVENTS);
        await until(RECOVERY_SECONDS, 'all deliveries to the other two', rest);
        assertPaced(busy);
        for (const inbox of [...healthy, busy, silent]) {
          assert.equal(arrived(inbox).length, EVENTS);
          assert.equal(new Set(arrived(inbox)).size, EVENTS);
        }
        const [first, second] = [healthySeconds, sinceStart() - outageSeconds].map((value) => value.toFixed(0));
        return `${3 * EVENTS} deliveries in ${first} s, ${refused} requests to the busy target in ${outageSeconds.toFixed(0)} s, the rest ${second} s later`;
      };
    },
  },
];

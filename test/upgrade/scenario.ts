import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { approvalMessage } from '../e2e/events.ts';
import type { Inbox } from '../e2e/receiver.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../support/fake-slack.ts';
import { serveSlack } from '../support/fake-slack-server.ts';
import { acceptedBy, documentsOf, ending, until } from './observe.ts';
import { openStage, type Place } from './stage.ts';

/** One statement about the upgraded stack. It throws if it does not hold. */
export interface Check {
  readonly name: string;
  run(): Promise<void>;
}

const WAITING = 5;
const GIVEN_UP = 2;
/** A delivery that failed three times is tried again after two minutes, then every five. */
const WAIT_SECONDS = 200;
/** In which duplicates would arrive. */
const SETTLE_MS = 6000;

/**
 * Fills a stage that runs the old version: a history of failures, a conversation, dead letters, and deliveries that wait
 * for a receiver that is down. Events continue to arrive until `stop`.
 * @returns the checks of the stage that runs the new version.
 */
export const fill = async (place: Place) => {
  const slack = openSlack();
  const { apiUrl, close } = await serveSlack(slack);
  const { publish, addTarget, inboxOf, json } = openStage(place);

  const [steady, live, gone, down] = await Promise.all([
    inboxOf('steady'),
    inboxOf('live'),
    inboxOf('gone'),
    inboxOf('down', { on: ['failed', 'approval'] }),
  ]);
  await addTarget('chat', { platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL, apiUrl });

  gone.answerWith({ status: 410 });
  down.answerWith({ status: 503 });
  const told = [ending('upgrade-steady', 9), ending('upgrade-chat', 9)];
  for (const event of told) await publish(event);
  for (let at = 0; at < GIVEN_UP; at++) await publish(ending('upgrade-gone', 8 - at));
  await steady.wait(1);
  await until('the first message of the conversation', () => slack.roots().length === 1);
  await until('the dead letters', async () => (await json('dead-letters')).deadLetters.length === GIVEN_UP);
  for (let at = 0; at < WAITING - 1; at++) await publish(ending('upgrade-down', 7 - at));
  await publish(approvalMessage('upgrade-down'));
  // Two attempts in each of the two lanes: the next one follows half a minute later.
  await down.wait(4);

  let published = 0;
  let isLive = true;
  const stream = (async () => {
    while (isLive) {
      await publish(ending('upgrade-live', 0));
      published++;
      await sleep(1500);
    }
  })();

  const inboxes: Record<string, Inbox> = { steady, live, gone, down };
  const checks: Check[] = [
    {
      name: 'events that arrive during the deployment are delivered',
      async run() {
        assert.ok(published > 3, `only ${published} events arrived`);
        await until('the events', () => acceptedBy(live).size >= published);
      },
    },
    {
      name: 'waiting deliveries are delivered when the receiver is up again',
      async run() {
        const [ids, refused] = [() => acceptedBy(down).size, down.posts.filter(({ status }) => status === 503).length];
        await until(`${WAITING} deliveries after ${refused} refusals`, () => ids() >= WAITING, WAIT_SECONDS);
        assert.ok(
          documentsOf(down).some(({ moment }) => moment === 'approval'),
          'the approval is lost',
        );
      },
    },
    {
      name: 'a failure from before the upgrade is fixed by a success after it',
      async run() {
        await publish(ending('upgrade-steady', 1, 'SUCCEEDED'));
        await steady.wait(2);
        assert.deepEqual(
          documentsOf(steady).map(({ transition }) => transition?.kind),
          ['broken', 'fixed'],
        );
      },
    },
    {
      name: 'a conversation is continued: its first message is edited, and there is no second one',
      async run() {
        await publish(ending('upgrade-chat', 1, 'SUCCEEDED'));
        await until('the message of the fix', () => slack.deliveries().size === 2);
        await until('the edit of the first message', () => /fixed/.test(slack.roots()[0]?.text ?? ''));
        assert.equal(slack.roots().length, 1);
      },
    },
    {
      name: 'dead letters are delivered by a redrive',
      async run() {
        gone.answerWith({ status: 200 });
        const { sent, cameBack } = await json('redrive', '--target=gone', '--yes', '--wait=3');
        assert.deepEqual({ sent, cameBack }, { sent: GIVEN_UP, cameBack: [] });
        await until('the redriven deliveries', () => acceptedBy(gone).size === GIVEN_UP);
      },
    },
    {
      name: 'copies of events from before the upgrade, and everything else, are delivered once',
      async run() {
        for (const event of told) await publish(event);
        await sleep(SETTLE_MS);
        for (const [name, inbox] of Object.entries(inboxes)) {
          const twice = [...acceptedBy(inbox)].filter(([, count]) => count > 1);
          assert.deepEqual(twice, [], `${name} got deliveries more than once`);
        }
        assert.deepEqual({ steady: steady.posts.length, down: acceptedBy(down).size }, { steady: 2, down: WAITING });
        assert.ok([...slack.deliveries().values()].every((count) => count === 1) && slack.deliveries().size === 2);
      },
    },
    {
      name: 'nothing waits and nothing became a dead letter',
      async run() {
        const isEmpty = async (): Promise<boolean> => {
          const { queues } = await json('status');
          return Object.values<{ ready: number; held: number }>(queues).every(({ ready, held }) => ready + held === 0);
        };
        await until('empty queues', isEmpty, 30);
        assert.deepEqual((await json('dead-letters')).deadLetters, []);
      },
    },
  ];
  return {
    checks,
    /** Ends the stream of events and lets the receiver answer again, when the new version runs. */
    async upgraded(): Promise<void> {
      isLive = false;
      await stream;
      down.answerWith({ status: 200 });
    },
    close,
  };
};

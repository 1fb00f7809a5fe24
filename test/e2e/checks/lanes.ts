import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { Check, Relay } from '../check.ts';
import { approvalMessage, published, stateChange } from '../events.ts';
import type { Answer, Inbox, Post } from '../receiver.ts';

const BURST = 300;
const PER_SECOND = 20;

/** Limit from the first post of the burst until all are told. */
const BURST_SECONDS = 90;

/** Most requests that the busy receiver may refuse while the pace is learned. */
const MOST_REFUSED = 10;

/** Limit for an approval while the burst waits. */
const APPROVAL_SECONDS = 10;

/** How many of the burst's alerts are told when the approval is published. */
const APPROVAL_AFTER = 25;

const ORDERED = 15;

/** Accepts so many requests in each second, and answers 429 to the others. */
const limited = (perSecond: number): (() => Answer) => {
  let [second, used] = [0, 0];
  return () => {
    const now = Math.floor(Date.now() / 1000);
    used = now === second ? used + 1 : 1;
    second = now;
    return used > perSecond ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200, body: 'ok' };
  };
};

const accepted = ({ posts }: Inbox): readonly Post[] => posts.filter(({ status }) => status === 200);

/** How many alerts a message of the burst tells: itself, or the number that a summary begins with. */
const toldBy = ({ body }: Post): number => {
  if (/e2e-burst-approval/.test(body)) return 0;
  return Number(/(\d+) more alerts/.exec(body)?.[1] ?? 1);
};
const told = (inbox: Inbox): number => accepted(inbox).reduce((sum, post) => sum + toldBy(post), 0);

/** Hands events to the router through its queue, ten at a time, which is faster than through the topic. */
const routeAll = async ({ aws, outputs }: Relay, pipelines: readonly string[]): Promise<void> => {
  const bodies = pipelines.map((pipeline) =>
    JSON.stringify({
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: outputs.TopicArn,
      Message: published(stateChange('pipeline', pipeline, 'FAILED')),
      Timestamp: new Date().toISOString(),
    }),
  );
  for (let sent = 0; sent < bodies.length; sent += 10) {
    const Entries = bodies.slice(sent, sent + 10).map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: outputs.UnroutedQueueUrl, Entries }));
  }
};

const until = async (seconds: number, what: () => string, done: () => boolean): Promise<void> => {
  const deadline = Date.now() + seconds * 1000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(`${what()} in ${seconds} s`);
    await sleep(50);
  }
};

const executionOf = ({ body }: Post): string => JSON.parse(body).data.execution.id;

export const lanes: Check[] = [
  {
    name: `${BURST} alerts for a channel that takes ${PER_SECOND} per second are each told once, and an approval passes them`,
    async prepare(relay) {
      const inbox = relay.receiver.inbox('burst');
      inbox.answerWith(limited(PER_SECOND));
      const when = { pipelines: ['e2e-burst-*'] };
      await relay.putTarget('burst', { platform: 'slack', url: inbox.url, when });

      return async () => {
        await routeAll(
          relay,
          Array.from({ length: BURST }, (_, number) => `e2e-burst-${number}`),
        );
        const [first] = await inbox.wait(1);
        await until(
          BURST_SECONDS,
          () => `${told(inbox)} alerts`,
          () => told(inbox) >= APPROVAL_AFTER,
        );
        const asked = Date.now();
        await relay.publish(approvalMessage('e2e-burst-approval'));
        const isApproval = ({ body }: Post): boolean => /e2e-burst-approval/.test(body);
        const approved = () => accepted(inbox).some(isApproval);
        await until(APPROVAL_SECONDS, () => 'no approval', approved);
        const approvalSeconds = (Date.now() - asked) / 1000;
        assert.ok(told(inbox) < BURST, 'the burst ended before the approval');

        await until(
          BURST_SECONDS,
          () => `${told(inbox)} of ${BURST} alerts`,
          () => told(inbox) >= BURST,
        );
        const seconds = (Date.now() - (first?.at ?? 0)) / 1000;
        await sleep(2000);
        assert.equal(told(inbox), BURST);
        const own = accepted(inbox).filter((post) => toldBy(post) === 1);
        const names = own.flatMap(({ body }) => /e2e-burst-\d+/.exec(body)?.[0] ?? []);
        assert.equal(new Set(names).size, names.length);
        assert.equal(accepted(inbox).filter(isApproval).length, 1);
        // One worker for the target's lane, and one for its approvals.
        assert.ok(inbox.atOnce <= 2, `${inbox.atOnce} requests at once`);
        const refused = inbox.posts.length - accepted(inbox).length;
        assert.ok(refused <= MOST_REFUSED, `${refused} requests were refused`);
        const summaries = accepted(inbox).length - own.length - 1;
        return `${seconds.toFixed(0)} s, ${own.length} messages and ${summaries} summaries, ${refused} refused, the approval after ${approvalSeconds.toFixed(1)} s`;
      };
    },
  },
  {
    name: 'a target that was down gets its deliveries in the order of the others',
    async prepare({ receiver, putTarget, publish }) {
      const when = { pipelines: ['e2e-down'] };
      const witness = receiver.inbox('down-witness');
      const down = receiver.inbox('down', { status: 503 }, { status: 503 });
      await putTarget('down-witness', { platform: 'webhook', url: witness.url, when });
      await putTarget('down', { platform: 'webhook', url: down.url, when });

      return async () => {
        for (let number = 1; number <= ORDERED; number++) {
          await publish(published(stateChange('pipeline', 'e2e-down', 'FAILED')));
          await witness.wait(number);
        }
        await down.wait(ORDERED + 2, 75);
        await sleep(2000);
        assert.deepEqual(accepted(down).map(executionOf), accepted(witness).map(executionOf));
        const refused = down.posts.filter(({ status }) => status === 503).map(executionOf);
        const [first] = accepted(witness).map(executionOf);
        assert.deepEqual(refused, [first, first]);
      };
    },
  },
];

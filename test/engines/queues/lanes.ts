import assert from 'node:assert/strict';
import { enqueue } from '../../../src/aws/enqueue.ts';
import { hide, receive, remove, sendTo } from '../../../src/aws/lanes.ts';
import { depth } from '../../../src/aws/queue-depth.ts';
import type { Delivery } from '../../../src/model/delivery.ts';
import { asideLane, laneOf } from '../../../src/model/lane.ts';
import type { Notification } from '../../../src/model/notification.ts';
import type { Check } from '../checks.ts';
import { deliveryOf, HOSTILE, LONGEST, ODD, timing } from './deliveries.ts';
import type { Queues } from './stage.ts';

const idsOf = (messages: readonly { readonly body: string }[]): string[] =>
  messages.map(({ body }) => JSON.parse(body).id);

/** The calls by which router and deliverer use the FIFO queue. */
export const checksOfLanes = ({ call, lanesOf }: Queues): Check[] => [
  [
    'a batch of 25 deliveries over many lanes is accepted, each lane in its order, and the copies are dropped',
    async () => {
      const queue = await lanesOf('lanes-many');
      const targets = Array.from({ length: 12 }, (_, at) => `team-${at}`);
      const all = Array.from({ length: 25 }, (_, at) => deliveryOf(`event-${at}`, targets[at % 12] ?? ''));
      assert.deepEqual(await enqueue(call, queue, all, timing), []);
      assert.deepEqual(await enqueue(call, queue, all, timing), []);
      assert.equal(await depth(call, queue), 25);

      const received: Awaited<ReturnType<typeof receive>> = [];
      for (let batch = await receive(call, queue); batch.length > 0; batch = await receive(call, queue)) {
        assert.ok(batch.length <= 10);
        received.push(...batch);
        await remove(call, queue, batch);
      }
      assert.equal(await depth(call, queue), 0);
      for (const target of targets) {
        const lane = received.filter(({ attributes }) => attributes.MessageGroupId === target);
        assert.deepEqual(
          idsOf(lane),
          idsOf(all.filter((each) => each.target === target).map((each) => ({ body: JSON.stringify(each) }))),
        );
      }
    },
  ],
  [
    'a lane that is hidden is not received, and its first message comes again once it is visible',
    async () => {
      const queue = await lanesOf('lanes-hidden');
      const all = ['one', 'two'].map((event) => deliveryOf(event, 'team'));
      await enqueue(call, queue, all, timing);
      const batch = await receive(call, queue);
      const [first] = batch;
      assert.ok(first);
      const hidings = batch.map((message) => ({ message, seconds: 600 }));
      await hide(call, queue, hidings);
      assert.deepEqual(await receive(call, queue), []);
      await hide(
        call,
        queue,
        hidings.map(({ message }) => ({ message, seconds: 0 })),
      );
      const again = await receive(call, queue);
      assert.equal(again[0]?.messageId, first.messageId);
      assert.equal(again[0]?.attributes.ApproximateReceiveCount, '2');
      await hide(
        call,
        queue,
        again.map((message) => ({ message, seconds: 43_200 })),
      );
    },
  ],
  [
    'group ids and deduplication ids are accepted for every name that a target may have',
    async () => {
      const queue = await lanesOf('lanes-names');
      const approval: Partial<Notification> = { moment: 'approval' };
      const all = [LONGEST, ODD, '1', '.', '-'].flatMap((target) => [
        deliveryOf('x'.repeat(100), target),
        deliveryOf('approval', target, approval),
      ]);
      assert.deepEqual(await enqueue(call, queue, all, timing), []);
      const groups = all.map(laneOf);
      assert.equal(Math.max(...groups.map((group) => group.length)), 101);
      const aside = deliveryOf('moved', LONGEST);
      assert.equal(asideLane(aside).length, 127);
      const moved = { body: JSON.stringify(aside), firstSentAt: new Date(), failedAttempts: 7 };
      await sendTo(call, queue, asideLane(aside), moved, aside.id);
      await sendTo(call, queue, asideLane(aside), moved, aside.id);
      assert.equal(await depth(call, queue), all.length + 1);
      // The positive control of the above: SQS refuses a longer one, and one with a space.
      await assert.rejects(sendTo(call, queue, `${asideLane(aside)}ab`, moved, aside.id), /SendMessage/);
      await assert.rejects(sendTo(call, queue, 'a b', moved, aside.id), /SendMessage/);
    },
  ],
  [
    'a message that moves to another lane keeps its time and its attempts',
    async () => {
      const queue = await lanesOf('lanes-moved');
      const firstSentAt = new Date('2026-03-04T09:00:00.000Z');
      const delivery = deliveryOf('moved', 'team');
      await sendTo(call, queue, asideLane(delivery), { body: 'x', firstSentAt, failedAttempts: 3 }, delivery.id);
      const [message] = await receive(call, queue);
      assert.deepEqual(message?.messageAttributes, {
        firstSentAt: { stringValue: firstSentAt.toISOString() },
        failedAttempts: { stringValue: '3' },
      });
    },
  ],
  [
    'text that SQS refuses is delivered as it is, and large deliveries go in several calls',
    async () => {
      const queue = await lanesOf('lanes-text');
      const reason = `${HOSTILE}${'é'.repeat(30_000)}`;
      const all = Array.from({ length: 12 }, (_, at) =>
        deliveryOf(`event-${at}`, `team-${at}`, { failures: [{ reason }] }),
      );
      assert.deepEqual(await enqueue(call, queue, all, timing), []);
      const received = [...(await receive(call, queue)), ...(await receive(call, queue))];
      assert.equal(received.length, 12);
      const bodies = received.map(({ body }): Delivery => JSON.parse(body));
      assert.deepEqual(new Set(bodies.map(({ notification }) => notification.failures[0]?.reason)), new Set([reason]));
    },
  ],
  [
    'a delivery above the limit of SQS is not sent, and does not keep the others from the queue',
    async () => {
      const queue = await lanesOf('lanes-large');
      const large = deliveryOf('large', 'team', { failures: [{ reason: 'x'.repeat(1_100_000) }] });
      const small = deliveryOf('small', 'other');
      const unsent = await enqueue(call, queue, [large, small], { ...timing, sleep: async () => {} });
      assert.deepEqual(
        unsent.map(({ delivery }) => delivery.id),
        [large.id],
      );
      assert.equal(await depth(call, queue), 1);
    },
  ],
];

import { type AwsError, createCall } from '../../src/aws/call.ts';
import { enqueue } from '../../src/aws/enqueue.ts';
import { createLocalAws, QUEUES } from '../../src/local/aws.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import { seededChance } from '../chaos/random.ts';
import { aDelivery } from '../support/batch.ts';
import { virtualTime } from '../support/virtual-time.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

/** SQS that takes this many calls per second and throttles the others. Every call takes 10 to 30 ms. */
const throttledSqs = (perSecond: number) => {
  const time = virtualTime(START);
  const random = seededChance(11).next;
  const aws = createLocalAws({ now: time.now, until: async () => {} });
  let tokens = perSecond;
  let filledAt = 0;
  let throttled = 0;
  const call = createCall({
    region: 'eu-central-1',
    credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
    now: time.now,
    random,
    sleep: time.sleep,
    post: async ({ body }) => {
      await time.sleep(10 + random() * 20);
      tokens = Math.min(perSecond, tokens + (time.elapsed() - filledAt) * perSecond);
      filledAt = time.elapsed();
      const answer = (status: number, content: unknown) => ({
        status,
        headers: {},
        whole: true,
        body: JSON.stringify(content),
      });
      if (tokens < 1) {
        throttled += 1;
        return answer(400, { __type: throttled % 2 ? 'RequestThrottled' : 'ThrottlingException' });
      }
      tokens -= 1;
      try {
        return answer(200, await aws.call('sqs', 'SendMessageBatch', JSON.parse(String(body))));
      } catch (error) {
        return answer(400, { __type: (error as AwsError).code });
      }
    },
  });
  const send = (deliveries: readonly Delivery[]) =>
    enqueue(call, QUEUES.deliveries, deliveries, { now: time.now, random, sleep: time.sleep });
  const arrived = (): { lane: string; event: string }[] =>
    aws.deliveries.messages.map(({ groupId = '', body }) => ({
      lane: groupId,
      event: JSON.parse(body).notification.id,
    }));
  return { time, send, arrived, throttledCalls: () => throttled };
};

describe('1,000 events within one second at 300 calls per second', () => {
  test('all reach the queue within five seconds', async () => {
    const { time, send, arrived, throttledCalls } = throttledSqs(300);
    const route = async (at: number) => {
      await time.sleep(at);
      return send(['a', 'b', 'c'].map((target) => aDelivery(target, { id: `event-${at}` })));
    };

    const unsent = (await time.run(Promise.all(Array.from({ length: 1000 }, (_, at) => route(at))))).flat();

    expect(unsent).toEqual([]);
    expect(throttledCalls()).toBeGreaterThan(500);
    expect(new Set(arrived().map(({ lane, event }) => `${lane} ${event}`)).size).toBe(3000);
    expect(time.elapsed()).toBeLessThan(6);
  });

  test('in a hundred batches of ten: each lane gets the events of a batch in their order', async () => {
    const { time, send, arrived } = throttledSqs(300);
    const route = (batch: number) => {
      const events = Array.from({ length: 10 }, (_, at) => `${batch}-${at}`);
      return send(events.flatMap((id) => ['a', 'b', 'c'].map((target) => aDelivery(target, { id }))));
    };

    const unsent = (await time.run(Promise.all(Array.from({ length: 100 }, (_, batch) => route(batch))))).flat();

    const positions = new Map<string, number[]>();
    for (const { lane, event } of arrived()) {
      const [batch = '', at] = event.split('-');
      positions.set(`${lane} ${batch}`, [...(positions.get(`${lane} ${batch}`) ?? []), Number(at)]);
    }
    expect(unsent).toEqual([]);
    expect(positions.size).toBe(300);
    for (const order of positions.values()) expect(order).toEqual([...order.keys()]);
  });
});

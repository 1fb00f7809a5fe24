import { frozenClock } from '../../src/local/clock.ts';
import { MemoryFifoQueue } from '../../src/local/fifo-queue.ts';
import type { FifoQueueOptions } from '../../src/local/queue-message.ts';

const START = new Date('2026-03-04T09:00:00.000Z');
const DAY = 24 * 3600;

const openQueue = (options: Partial<FifoQueueOptions> = {}) => {
  const clock = frozenClock(START);
  const queue = new MemoryFifoQueue({
    name: 'queue.fifo',
    now: clock.now,
    visibilitySeconds: 180,
    random: () => 0,
    ...options,
  });
  return {
    queue,
    pass: (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000)),
    /** Sends messages named by group and number, such as `a1 a2 b1`. */
    send: (names: string): void => {
      for (const name of names.split(' ')) queue.send(name, { groupId: name[0], deduplicationId: name });
    },
    receive: (max = 10) => queue.receive(max).map(({ body, receiptHandle = '' }) => ({ body, receiptHandle })),
    bodies: (max = 10): string =>
      queue
        .receive(max)
        .map(({ body }) => body)
        .join(' '),
  };
};

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
describe('a sent message', () => {
  test('requires a group and a deduplication id', () => {
    const { queue } = openQueue();

    expect(() => queue.send('a', { deduplicationId: '1' })).toThrow('MissingParameter');
    expect(() => queue.send('a', { groupId: 'a' })).toThrow('MissingParameter');
    expect(queue.size).toBe(0);
    queue.send('a', { groupId: 'a', deduplicationId: '1' });
    expect(queue.size).toBe(1);
  });

  test('has its ids, a growing sequence number, and the times and counts of its receives', async () => {
    const { queue, pass, send } = openQueue();
    send('a1 a2');
    await pass(5);
    queue.receive(10);
    await pass(180);

    const [first, second] = queue.receive(10);

    expect(first).toMatchObject({ groupId: 'a', deduplicationId: 'a1', sentAt: START, receives: 2 });
    expect(first?.firstReceivedAt).toEqual(new Date(START.getTime() + 5000));
    expect(Number(second?.sequenceNumber)).toBeGreaterThan(Number(first?.sequenceNumber));
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
  test('is dropped if its group had the same deduplication id in the last five minutes, also after a delete', async () => {
    const { queue, pass, receive } = openQueue();
    const first = queue.send('first', { groupId: 'a', deduplicationId: '1' });

    expect(queue.send('again', { groupId: 'a', deduplicationId: '1' })).toBe(first);
    expect(queue.send('other group', { groupId: 'b', deduplicationId: '1' })).not.toBe(first);
    expect(queue.size).toBe(2);
    for (const { receiptHandle } of receive()) queue.delete(receiptHandle);
    await pass(299);
    expect(queue.send('again', { groupId: 'a', deduplicationId: '1' })).toBe(first);
    expect(queue.size).toBe(0);
    await pass(1);
    expect(queue.send('again', { groupId: 'a', deduplicationId: '1' })).not.toBe(first);
    expect(queue.size).toBe(1);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  test('vanishes after 14 days, in flight or not', async () => {
    const { queue, pass, send, receive } = openQueue();
    send('a1 a2 b1');
    await pass(14 * DAY - 1);
    send('a3');
    expect(receive(2)).toHaveLength(2);
    expect([queue.size, queue.expired]).toEqual([4, 0]);

    await pass(1);

    expect(queue.messages.map(({ body }) => body)).toEqual(['a3']);
    expect(queue.expired).toBe(3);
    expect(receive().map(({ body }) => body)).toEqual(['a3']);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
describe('a receive', () => {
  test('takes as many messages of one group in order as it can, and then from other groups', () => {
    const { send, bodies } = openQueue();
    send('a1 b1 a2 b2 a3 c1');

    expect(bodies(5)).toBe('a1 a2 a3 c1 b1');
  });

  test('begins with a random group', () => {
    const choices = [0.99, 0, 0];
    const { send, bodies } = openQueue({ random: () => choices.shift() ?? 0 });
    send('a1 b1 c1');

    expect(bodies()).toBe('c1 a1 b1');
  });

  test('takes nothing of a group that has a message in flight', async () => {
    const { queue, send, receive, bodies, pass } = openQueue();
    send('a1 a2 a3 b1');
    const [a1] = receive(1);
    expect(a1?.body).toBe('a1');

    expect(bodies()).toBe('b1');
    send('a4');
    expect(bodies()).toBe('');
    queue.delete(a1?.receiptHandle ?? '');
    expect(bodies(2)).toBe('a2 a3');
    await pass(179);
    expect(bodies()).toBe('');
    await pass(1);
    expect(
      bodies()
        .split(' ')
        .filter((body) => body !== 'b1'),
    ).toEqual(['a2', 'a3', 'a4']);
  });

  test('takes the messages that became visible again before later ones', async () => {
    const { queue, send, receive, bodies, pass } = openQueue();
    send('a1 a2 a3 a4');
    const [a1, a2, a3] = receive(3);
    queue.changeVisibility(a1?.receiptHandle ?? '', 0);
    queue.delete(a2?.receiptHandle ?? '');

    expect(bodies()).toBe('');
    queue.changeVisibility(a3?.receiptHandle ?? '', 60);
    await pass(59);
    expect(bodies()).toBe('');
    await pass(1);
    expect(bodies()).toBe('a1 a3 a4');
  });

  test('takes nothing of a group whose pause lasts', async () => {
    const { queue, send, receive, bodies, pass } = openQueue({ pauseMs: 2000 });
    send('a1 a2 b1');
    const [a1] = receive(1);
    queue.delete(a1?.receiptHandle ?? '');

    expect(bodies()).toBe('b1');
    await pass(1);
    expect(bodies()).toBe('');
    await pass(1);
    expect(bodies()).toBe('a2');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
  test('looks through the oldest messages only, those in flight included', () => {
    const { queue, send, receive, bodies } = openQueue({ searched: 3 });
    send('a1 a2 a3 b1 a4');
    const [a1] = receive(1);

    expect(bodies()).toBe('');
    queue.delete(a1?.receiptHandle ?? '');
    const next = receive();
    expect(next.map(({ body }) => body)).toEqual(['a2', 'a3', 'b1']);
    queue.delete(next[0]?.receiptHandle ?? '');
    queue.delete(next[1]?.receiptHandle ?? '');
    expect(bodies()).toBe('a4');
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
describe('a receipt handle', () => {
  test('deletes a message while it is in flight, and only if it is the newest', async () => {
    const { queue, send, receive, pass } = openQueue();
    send('a1');
    const [first] = receive();
    await pass(180);
    expect(queue.delete(first?.receiptHandle ?? '')).toBe(false);
    const [second] = receive();

    expect(queue.delete(first?.receiptHandle ?? '')).toBe(false);
    expect(queue.delete('unknown')).toBe(false);
    expect(queue.size).toBe(1);
    expect(queue.delete(second?.receiptHandle ?? '')).toBe(true);
    expect(queue.size).toBe(0);
    // A consumer may delete once more what it deleted itself.
    expect(queue.delete(second?.receiptHandle ?? '')).toBe(true);
  });

  test('hides or shows a message while it is in flight, and only if it is the newest', async () => {
    const { queue, send, receive, bodies, pass } = openQueue();
    send('a1');
    const [first] = receive();
    expect(queue.changeVisibility(first?.receiptHandle ?? '', 10)).toBe(true);
    await pass(10);
    expect(queue.changeVisibility(first?.receiptHandle ?? '', 10)).toBe(false);
    const [second] = receive();

    expect(queue.changeVisibility(first?.receiptHandle ?? '', 0)).toBe(false);
    expect(bodies()).toBe('');
    expect(queue.changeVisibility(second?.receiptHandle ?? '', 0)).toBe(true);
    expect(bodies()).toBe('a1');
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
  test.each([
    ['first-receive', 43_020],
    ['latest-receive', 43_200],
  ] as const)('hides a message for at most 12 hours, counted from the %s', async (visibilityLimit, longest) => {
    const { queue, send, receive, pass } = openQueue({ visibilityLimit });
    send('a1');
    receive();
    await pass(180);
    const [{ receiptHandle } = { receiptHandle: '' }] = receive();

    expect(queue.changeVisibility(receiptHandle, longest + 1)).toBe(false);
    expect(queue.changeVisibility(receiptHandle, longest)).toBe(true);
  });
});

test('a queue tells its depth, and when the next message can be received', async () => {
  const { queue, send, receive, pass } = openQueue();
  expect(queue.nextVisibleAt()).toBeUndefined();
  send('a1 a2 a3 b1');
  expect(queue.nextVisibleAt()).toEqual(START);
  expect(queue.groups).toEqual(
    new Map([
      ['a', 3],
      ['b', 1],
    ]),
  );
  const [a1] = receive(1);
  expect(queue.depth()).toEqual({ visible: 3, inFlight: 1 });
  receive(1);
  expect(queue.nextVisibleAt()).toEqual(new Date(START.getTime() + 180_000));
  queue.changeVisibility(a1?.receiptHandle ?? '', 60);
  expect(queue.nextVisibleAt()).toEqual(new Date(START.getTime() + 60_000));
  await pass(180);
  expect(queue.depth()).toEqual({ visible: 4, inFlight: 0 });
});

test.each([
  ['100,000 messages of one group', 1, 100_000],
  ['10,000 groups of ten messages', 10_000, 10],
])('%s are handed out in order within the time of a test', (_, groups, perGroup) => {
  const { queue } = openQueue({ random: Math.random });
  for (let nth = 0; nth < groups * perGroup; nth++) {
    queue.send(String(nth), { groupId: `g${nth % groups}`, deduplicationId: String(nth) });
  }
  const last = new Map<string | undefined, number>();
  let received = 0;
  let disorder = 0;
  for (let batch = queue.receive(10); batch.length > 0; batch = queue.receive(10)) {
    for (const { groupId, body, receiptHandle = '' } of batch) {
      if (Number(body) < (last.get(groupId) ?? -1)) disorder += 1;
      last.set(groupId, Number(body));
      received += 1;
      queue.delete(receiptHandle);
    }
  }

  expect([received, disorder]).toEqual([groups * perGroup, 0]);
});

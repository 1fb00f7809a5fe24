import fc from 'fast-check';
import { frozenClock } from '../../src/local/clock.ts';
import { MemoryQueue } from '../../src/local/queue.ts';

const START = new Date('2026-03-04T09:00:00.000Z');

const openQueue = ({ maxReceives }: { maxReceives?: number } = {}) => {
  const clock = frozenClock(START);
  const deadLetters = new MemoryQueue({ name: 'dead', now: clock.now, visibilitySeconds: 30 });
  const limits = maxReceives === undefined ? {} : { maxReceives, deadLetters };
  const queue = new MemoryQueue({ name: 'queue', now: clock.now, visibilitySeconds: 180, ...limits });
  const pass = (seconds: number): Promise<void> => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  const receive = (max = 10): string[] => queue.receive(max).map(({ body }) => body);
  const one = () => {
    const [message] = queue.receive(1);
    if (!message?.receiptHandle) throw new Error('nothing was received');
    return { ...message, receiptHandle: message.receiptHandle };
  };
  return { queue, deadLetters, pass, receive, one };
};

describe('a received message', () => {
  test('is hidden until its visibility timeout', async () => {
    const { queue, receive, pass } = openQueue();
    queue.send('a');

    expect(receive()).toEqual(['a']);
    expect(receive()).toEqual([]);
    await pass(179);
    expect(receive()).toEqual([]);
    await pass(1);
    expect(receive()).toEqual(['a']);
  });

  test('has a receive count and the times of sending and first receive', async () => {
    const { queue, one, pass } = openQueue();
    queue.send('a');
    await pass(10);

    const first = one();
    await pass(180);
    const second = one();

    expect([first.receives, second.receives]).toEqual([1, 2]);
    expect(second).toMatchObject({ sentAt: START, firstReceivedAt: new Date(START.getTime() + 10_000) });
    expect(second.receiptHandle).not.toBe(first.receiptHandle);
    expect(second.messageId).toBe(first.messageId);
  });

  test('is deleted by its newest handle only', async () => {
    const { queue, one, pass } = openQueue();
    queue.send('a');
    const old = one();
    await pass(180);
    const { receiptHandle } = one();

    queue.delete(old.receiptHandle);
    queue.delete('unknown');
    expect(queue.messages).toHaveLength(1);
    queue.delete(receiptHandle);
    expect(queue.messages).toEqual([]);
  });

  test('can be hidden for longer, for shorter, or made visible', async () => {
    const { queue, one, receive, pass } = openQueue();
    queue.send('a');

    expect(queue.changeVisibility(one().receiptHandle, 600)).toBe(true);
    await pass(599);
    expect(receive()).toEqual([]);
    await pass(1);
    expect(queue.changeVisibility(one().receiptHandle, 5)).toBe(true);
    await pass(5);
    expect(queue.changeVisibility(one().receiptHandle, 0)).toBe(true);
    expect(receive()).toEqual(['a']);
  });

  test('cannot be hidden by an old handle, while visible, or beyond 12 hours after its first receive', async () => {
    const { queue, one, pass } = openQueue();
    queue.send('a');
    const first = one();

    expect(queue.changeVisibility('unknown', 5)).toBe(false);
    expect(queue.changeVisibility(first.receiptHandle, 43_201)).toBe(false);
    await pass(180);
    expect(queue.changeVisibility(first.receiptHandle, 5)).toBe(false);
    const second = one();
    expect(queue.changeVisibility(first.receiptHandle, 5)).toBe(false);
    expect(queue.changeVisibility(second.receiptHandle, 43_200)).toBe(false);
    expect(queue.changeVisibility(second.receiptHandle, 43_020)).toBe(true);
  });

  test('is a copy of the message on the queue', () => {
    const { queue, one } = openQueue();
    queue.send('a');

    one().receives = 99;

    expect(queue.messages[0]?.receives).toBe(1);
  });
});

describe('a queue', () => {
  test('returns the oldest messages first, at most as many as requested', () => {
    const { queue, receive } = openQueue();
    for (const body of ['a', 'b', 'c', 'd']) queue.send(body);

    expect(receive(3)).toEqual(['a', 'b', 'c']);
    expect(receive(3)).toEqual(['d']);
    expect(receive(3)).toEqual([]);
  });

  test('keeps group and attributes, also in the dead-letter queue', async () => {
    const { queue, deadLetters, receive, pass } = openQueue({ maxReceives: 1 });
    const attributes = { reason: { DataType: 'String', StringValue: 'gone' } };
    queue.send('a', { groupId: 'team', attributes });
    receive();
    await pass(180);

    expect(receive()).toEqual([]);

    expect(queue.messages).toEqual([]);
    expect(deadLetters.messages).toMatchObject([{ body: 'a', groupId: 'team', attributes, receives: 0 }]);
  });

  test('moves a message to the dead letters after its last receive, and returns the next instead', async () => {
    const { queue, deadLetters, receive, pass } = openQueue({ maxReceives: 3 });
    queue.send('poison');
    for (let times = 0; times < 3; times++) {
      expect(receive()).toEqual(['poison']);
      await pass(180);
    }
    queue.send('good');

    expect(receive()).toEqual(['good']);
    expect(deadLetters.messages.map(({ body }) => body)).toEqual(['poison']);
  });

  test('returns when the next message becomes visible', async () => {
    const { queue, one, pass } = openQueue();
    expect(queue.nextVisibleAt()).toBeUndefined();
    queue.send('a');
    expect(queue.nextVisibleAt()).toEqual(START);
    queue.changeVisibility(one().receiptHandle, 60);
    expect(queue.nextVisibleAt()).toEqual(new Date(START.getTime() + 60_000));
    queue.send('b');
    await pass(5);
    expect(queue.nextVisibleAt()).toEqual(START);
    queue.delete(one().receiptHandle);
    expect(queue.nextVisibleAt()).toEqual(new Date(START.getTime() + 60_000));
  });

  test('loses no message and returns no hidden message, for any sequence of operations', async () => {
    const step = fc.oneof(
      fc.constant({ kind: 'send' as const }),
      fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('delete' as const), nth: fc.nat(20) }),
      fc.record({ kind: fc.constant('hide' as const), nth: fc.nat(20), seconds: fc.nat(400) }),
      fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(200) }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { queue, pass } = openQueue();
        /** The model: the end of each message's visibility timeout, in seconds from the start, and its newest handle. */
        const model = new Map<string, { until: number; handle?: string | undefined }>();
        const handles: string[] = [];
        let time = 0;
        const holder = (nth: number) => {
          const handle = handles[nth % Math.max(1, handles.length)] ?? 'none';
          return { handle, found: [...model].find(([, message]) => message.handle === handle) };
        };
        for (const each of steps) {
          if (each.kind === 'send') model.set(queue.send('x'), { until: 0 });
          if (each.kind === 'receive') {
            const visible = [...model].filter(([, { until }]) => until <= time).map(([id]) => id);
            const received = queue.receive(each.max);
            expect(received).toHaveLength(Math.min(each.max, visible.length));
            for (const { messageId, receiptHandle = '' } of received) {
              expect(visible).toContain(messageId);
              model.set(messageId, { until: time + 180, handle: receiptHandle });
              handles.push(receiptHandle);
            }
          }
          if (each.kind === 'delete') {
            const { handle, found } = holder(each.nth);
            queue.delete(handle);
            if (found) model.delete(found[0]);
          }
          if (each.kind === 'hide') {
            const { handle, found } = holder(each.nth);
            const hidden = found !== undefined && found[1].until > time;
            expect(queue.changeVisibility(handle, each.seconds)).toBe(hidden);
            if (hidden) found[1].until = time + each.seconds;
          }
          if (each.kind === 'pass') {
            time += each.seconds;
            await pass(each.seconds);
          }
        }
        expect(queue.messages.map(({ messageId }) => messageId).sort()).toEqual([...model.keys()].sort());
      }),
      { numRuns: 300 },
    );
  });
});

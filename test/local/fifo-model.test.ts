import fc from 'fast-check';
import { frozenClock } from '../../src/local/clock.ts';
import { MemoryFifoQueue } from '../../src/local/fifo-queue.ts';

const START = new Date('2026-03-04T09:00:00.000Z');
const SEARCHED = 12;
const VISIBILITY_SECONDS = 180;
const RETENTION_SECONDS = 14 * 24 * 3600;

interface Message {
  readonly body: string;
  readonly group: string;
  readonly sentAt: number;
  until: number;
  firstAt?: number;
  handle?: string | undefined;
}

/** The rules of a FIFO queue in their plainest form, over one list. Times are seconds. */
const openModel = () => {
  let messages: Message[] = [];
  const sent = new Map<string, number>();
  const expire = (now: number): void => {
    messages = messages.filter(({ sentAt }) => sentAt + RETENTION_SECONDS > now);
  };
  const inFlight = (now: number, group: string): boolean =>
    messages.some((message) => message.group === group && message.until > now);
  const holder = (handle: string, now: number): Message | undefined =>
    messages.find((message) => message.handle === handle && message.until > now);
  return {
    expire,
    list: () => messages.map(({ body }) => body),
    send(group: string, id: string, body: string, now: number): void {
      const before = sent.get(`${group}${id}`);
      if (before !== undefined && now < before + 300) return;
      sent.set(`${group}${id}`, now);
      messages.push({ body, group, sentAt: now, until: now });
    },
    /** What each group could hand out now, in order. */
    available(now: number): Map<string, Message[]> {
      const groups = new Map<string, Message[]>();
      for (const message of messages.slice(0, SEARCHED)) {
        if (inFlight(now, message.group)) continue;
        groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
      }
      return groups;
    },
    remove(handle: string, now: number): void {
      const found = holder(handle, now);
      messages = messages.filter((message) => message !== found);
    },
    hide(handle: string, seconds: number, now: number): boolean {
      const found = holder(handle, now);
      if (!found || now + seconds > (found.firstAt ?? 0) + 43_200) return false;
      found.until = now + seconds;
      return true;
    },
  };
};

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('send' as const), group: fc.nat(3), id: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), nth: fc.nat(40) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('hide' as const),
      nth: fc.nat(40),
      seconds: fc.oneof(fc.nat(400), fc.integer({ min: 42_000, max: 43_200 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.oneof(fc.nat(300), fc.nat(800_000)) }),
  },
);

test('a FIFO queue follows the reference model, for any sequence of operations', async () => {
  const counts = { received: 0, blocked: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 80 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      async (steps, choices) => {
        const clock = frozenClock(START);
        const random = (): number => choices.next().value;
        const queue = new MemoryFifoQueue({
          name: 'queue.fifo',
          now: clock.now,
          visibilitySeconds: VISIBILITY_SECONDS,
          searched: SEARCHED,
          random,
        });
        const model = openModel();
        const handles = ['none/1'];
        let now = 0;
        let bodies = 0;
        for (const each of steps) {
          model.expire(now);
          if (each.kind === 'send') {
            const body = String(bodies++);
            queue.send(body, { groupId: `g${each.group}`, deduplicationId: String(each.id) });
            model.send(`g${each.group}`, String(each.id), body, now);
          }
          if (each.kind === 'receive') {
            const available = model.available(now);
            const count = [...available.values()].flat().length;
            const received = queue.receive(each.max);
            expect(received).toHaveLength(Math.min(each.max, count));
            if (count === 0 && model.list().length > 0) counts.blocked += 1;
            // Each group that occurs hands out its oldest messages, and only the last group may have more.
            const order = [...new Set(received.map(({ groupId }) => groupId ?? ''))];
            const expected = order.flatMap((group) => available.get(group) ?? []).slice(0, each.max);
            expect(received.map(({ body }) => body)).toEqual(expected.map(({ body }) => body));
            for (const [index, { receiptHandle = '' }] of received.entries()) {
              const message = expected[index] as Message;
              message.until = now + VISIBILITY_SECONDS;
              message.firstAt ??= now;
              message.handle = receiptHandle;
              handles.push(receiptHandle);
              counts.received += 1;
            }
          }
          const handle = 'nth' in each ? (handles[each.nth % handles.length] as string) : '';
          if (each.kind === 'delete') {
            queue.delete(handle);
            model.remove(handle, now);
          }
          if (each.kind === 'hide') {
            expect(queue.changeVisibility(handle, each.seconds)).toBe(model.hide(handle, each.seconds, now));
          }
          if (each.kind === 'pass') {
            now += each.seconds;
            await clock.until(new Date(START.getTime() + now * 1000));
            model.expire(now);
          }
          expect(queue.messages.map(({ body }) => body)).toEqual(model.list());
        }
      },
    ),
    { numRuns: 500 },
  );
  // The sequences reached both cases.
  expect(counts.received).toBeGreaterThan(500);
  expect(counts.blocked).toBeGreaterThan(50);
});

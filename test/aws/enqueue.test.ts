import fc from 'fast-check';
import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import { enqueue as enqueueWith, type Unsent } from '../../src/aws/enqueue.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import { byteLength } from '../../src/text/clean.ts';
import { answering } from '../support/answering.ts';
import { aDelivery } from '../support/batch.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/111122223333/pipebell-deliveries';

interface Entry {
  Id: string;
  MessageBody: string;
  MessageGroupId: string;
}

/** SQS that fails selected entries: `fails` gets the target and how often it was sent. */
const sqs = (fails: (target: string, sends: number) => object | undefined = () => undefined) => {
  const batches: Entry[][] = [];
  const sends = new Map<string, number>();
  const call: AwsCall = async (service, operation, input) => {
    expect([service, operation]).toEqual(['sqs', 'SendMessageBatch']);
    const { QueueUrl, Entries } = input as { QueueUrl: string; Entries: Entry[] };
    expect(QueueUrl).toBe(QUEUE);
    batches.push(Entries);
    const Failed = Entries.flatMap(({ Id, MessageGroupId }) => {
      const count = (sends.get(MessageGroupId) ?? 0) + 1;
      sends.set(MessageGroupId, count);
      const failure = fails(MessageGroupId, count);
      return failure ? [{ Id, ...failure }] : [];
    });
    const Successful = Entries.filter(({ Id }) => !Failed.some((failed) => failed.Id === Id)).map(({ Id }) => ({ Id }));
    return { Successful, ...(Failed.length > 0 && { Failed }) };
  };
  return { call, batches };
};

const deliveries = (count: number, overrides: Parameters<typeof aDelivery>[1] = {}): Delivery[] =>
  Array.from({ length: count }, (_, at) => aDelivery(`t${at}`, overrides));

const START = new Date('2026-03-04T09:00:00.000Z');

/** `enqueue` with a clock that stands still between waits, whose jitter is always the longest. */
const timed = () => {
  const clock = frozenClock(START);
  const sleep = (ms: number): Promise<void> => clock.until(new Date(clock.now().getTime() + ms));
  const enqueue = (call: AwsCall, queueUrl: string, all: readonly Delivery[]): Promise<Unsent[]> =>
    enqueueWith(call, queueUrl, all, { now: clock.now, random: () => 1, sleep });
  const elapsed = (): number => (clock.now().getTime() - START.getTime()) / 1000;
  return { enqueue, elapsed };
};

/** @throws the error of the first delivery that is not on the queue. */
const enqueue = async (call: AwsCall, queueUrl: string, all: readonly Delivery[]): Promise<void> => {
  const [unsent] = await timed().enqueue(call, queueUrl, all);
  if (unsent) throw unsent.error;
};

const targetsOf = (unsent: readonly Unsent[]): string[] => unsent.map(({ delivery }) => delivery.target);
const lanesOf = (batches: readonly Entry[][]): string[][] =>
  batches.map((batch) => batch.map(({ MessageGroupId }) => MessageGroupId));

const failure = { Code: 'InternalError', SenderFault: false };

describe('putting deliveries on the queue', () => {
  test.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
    [30, [10, 10, 10]],
  ])('of %i makes calls with %j entries', async (count, sizes) => {
    const { call, batches } = sqs();

    await enqueue(call, QUEUE, deliveries(count));

    expect(batches.map(({ length }) => length)).toEqual(sizes);
  });

  test('puts the delivery into the body, and its target into the message group', async () => {
    const { call, batches } = sqs();
    const delivery = aDelivery('team');

    await enqueue(call, QUEUE, [delivery]);

    expect(batches[0]?.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['team']);
    expect(JSON.parse(batches[0]?.[0]?.MessageBody ?? '')).toEqual(delivery);
  });

  test('keeps each call below 256 KiB, counted in bytes', async () => {
    const { call, batches } = sqs();
    const large = deliveries(10, { text: 'ü'.repeat(30_000) });

    await enqueue(call, QUEUE, large);

    expect(batches.map(({ length }) => length)).toEqual([4, 4, 2]);
    for (const batch of batches) {
      expect(batch.reduce((sum, { MessageBody }) => sum + byteLength(MessageBody), 0)).toBeLessThanOrEqual(256 * 1024);
    }
  });

  test('sends a larger delivery alone in a call', async () => {
    const { call, batches } = sqs();
    const [first, last] = deliveries(2) as [Delivery, Delivery];

    await enqueue(call, QUEUE, [first, aDelivery('large', { text: 'x'.repeat(300_000) }), last]);

    expect(batches.map((batch) => batch.map(({ MessageGroupId }) => MessageGroupId))).toEqual([
      ['t0'],
      ['large'],
      ['t1'],
    ]);
  });

  test('escapes characters that SQS rejects, so that they are read back unchanged', async () => {
    const refused = fc.constantFrom(
      '\ufffe',
      '\uffff',
      '\u0000',
      '\u0007',
      '\u001b',
      '\ud800',
      'a',
      'ü',
      '👋',
      '\\',
      '"',
    );

    await fc.assert(
      fc.asyncProperty(fc.string({ unit: refused }), async (text) => {
        const { call, batches } = sqs();

        await enqueue(call, QUEUE, [aDelivery('team', { text })]);

        const body = batches[0]?.[0]?.MessageBody ?? '';
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
        expect(body).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(JSON.parse(body).notification.text).toBe(text);
      }),
    );
  });

  test.each([
    ['as its own fault', failure],
    ['without a word', {}],
  ])('sends only the entries again that SQS failed %s', async (_, reason) => {
    const { call, batches } = sqs((target, sends) => (target === 't3' && sends < 3 ? reason : undefined));

    await enqueue(call, QUEUE, deliveries(10));

    expect(lanesOf(batches).slice(1)).toEqual([['t3'], ['t3']]);
  });

  test("does not send an entry again that SQS refused as the sender's fault", async () => {
    const refusal = { Code: 'InvalidMessageContents', SenderFault: true };
    const { call, batches } = sqs((target) => (target === 't3' ? refusal : undefined));

    const unsent = await timed().enqueue(call, QUEUE, deliveries(10));

    expect(targetsOf(unsent)).toEqual(['t3']);
    expect(batches).toHaveLength(1);
  });

  test('gives entries up that SQS fails for five seconds, and names them', async () => {
    const { call, batches } = sqs((target) => (target === 't3' || target === 't4' ? failure : undefined));
    const { enqueue: send, elapsed } = timed();

    const unsent = await send(call, QUEUE, deliveries(10));

    expect(targetsOf(unsent)).toEqual(['t3', 't4']);
    expect(unsent.map(({ error }) => String(error))).toEqual(
      Array(2).fill('RelayError: the queue rejected the delivery'),
    );
    expect(elapsed()).toBe(5);
    expect(batches.map(({ length }) => length)).toEqual([10, ...Array(8).fill(2)]);
  });

  test.each(['ThrottlingException', 'RequestThrottled', 'ServiceUnavailable503', 'Timeout'])(
    'sends everything again while SQS answers %s',
    async (code) => {
      const { call, batches } = sqs();
      const { enqueue: send, elapsed } = timed();
      const down: AwsCall = async (service, operation, input) => {
        if (elapsed() < 3) throw new AwsError(service, operation, code);
        return call(service, operation, input);
      };

      expect(await send(down, QUEUE, deliveries(12))).toEqual([]);
      expect(batches.map(({ length }) => length)).toEqual([10, 2]);
    },
  );

  test('sends the other batches if one fails for good', async () => {
    const sent: string[] = [];
    const call: AwsCall = async (service, operation, input) => {
      const { Entries } = input as { Entries: Entry[] };
      const targets = Entries.map(({ MessageGroupId }) => MessageGroupId);
      if (targets.includes('t0')) throw new AwsError(service, operation, 'AccessDenied');
      sent.push(...targets);
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    };
    const { enqueue: send, elapsed } = timed();

    const unsent = await send(call, QUEUE, deliveries(25));

    expect(unsent).toMatchObject(Array(10).fill({ error: { code: 'AccessDenied' } }));
    expect(targetsOf(unsent)).toEqual(deliveries(10).map(({ target }) => target));
    expect(sent).toEqual(
      deliveries(25)
        .slice(10)
        .map(({ target }) => target),
    );
    expect(elapsed()).toBe(0);
  });

  test('makes at most ten calls at the same time', async () => {
    const { call } = sqs();
    let [open, most] = [0, 0];
    const counted: AwsCall = async (...args) => {
      most = Math.max(most, ++open);
      await new Promise(setImmediate);
      open -= 1;
      return call(...args);
    };

    expect(await timed().enqueue(counted, QUEUE, deliveries(120))).toEqual([]);
    expect(most).toBe(10);
  });

  test('ends although the clock stands still', async () => {
    const { call, batches } = sqs(() => failure);

    const unsent = await enqueueWith(call, QUEUE, deliveries(1), {
      now: () => START,
      random: () => 0,
      sleep: async () => {},
    });

    expect(unsent).toHaveLength(1);
    expect(batches).toHaveLength(101);
  });

  test.each([
    [{ Successful: [{ Id: '0' }] }],
    [{ Successful: [{ Id: '0' }], Failed: [] }],
    [{ Successful: [{ Id: '0' }], Failed: null }],
  ])('treats %j as success', async (output) => {
    const { calls, call } = answering(output);

    await enqueue(call, QUEUE, deliveries(1));

    expect(calls).toHaveLength(1);
  });

  test.each([
    [{}],
    [{ Failed: [] }],
    [{ Successful: [] }],
    [{ Successful: null, Failed: null }],
    [{ Successful: [{ Id: '7' }] }],
    [{ message: 'slow down' }],
  ])('treats %j, which lists nothing as successful, as a failure and sends again', async (output) => {
    const { calls, call } = answering(output);

    await expect(enqueue(call, QUEUE, deliveries(1))).rejects.toThrow('the queue rejected the delivery');

    expect(calls).toHaveLength(9);
  });

  test.each([[undefined], [null], [[]], ['sent'], [{ Successful: 'all' }], [{ Successful: [{}] }]])(
    'treats %j as an unreadable answer',
    async (output) => {
      const { call } = answering(output);

      await expect(enqueue(call, QUEUE, deliveries(1))).rejects.toMatchObject({ name: 'AwsError', code: 'BadAnswer' });
    },
  );

  test('sends again exactly the deliveries that the answer does not mention', async () => {
    const batches: Entry[][] = [];
    const call: AwsCall = async (_, __, input) => {
      const { Entries } = input as { Entries: Entry[] };
      batches.push(Entries);
      const even = Entries.filter((__, at) => batches.length > 1 || at % 2 === 0);
      return { Successful: even.map(({ Id }) => ({ Id })), Failed: [] };
    };

    await enqueue(call, QUEUE, deliveries(6));

    expect(lanesOf(batches)).toEqual([
      ['t0', 't1', 't2', 't3', 't4', 't5'],
      ['t1', 't3', 't5'],
    ]);
  });
});

describe('the deliveries of one lane', () => {
  const ofLane = (target: string, count: number): Delivery[] =>
    Array.from({ length: count }, (_, at) => aDelivery(target, { id: `${target}-${at}` }));
  const idsOf = (batches: readonly Entry[][]): string[] =>
    batches.flatMap((batch) => batch.map(({ MessageBody }) => JSON.parse(MessageBody).notification.id));

  test('are never in one call', async () => {
    const { call, batches } = sqs();

    await enqueue(call, QUEUE, [...ofLane('a', 3), ...ofLane('b', 2)]);

    expect(lanesOf(batches)).toEqual([['a', 'b'], ['a', 'b'], ['a']]);
    expect(idsOf(batches)).toEqual(['a-0', 'b-0', 'a-1', 'b-1', 'a-2']);
  });

  test('wait for the one that fails, while other lanes go on', async () => {
    const { call, batches } = sqs((target, sends) => (target === 'a' && sends <= 3 ? failure : undefined));

    await enqueue(call, QUEUE, [...ofLane('a', 2), ...ofLane('b', 3)]);

    expect(lanesOf(batches)).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['a'], ['a']]);
    expect(idsOf(batches).filter((id) => id.startsWith('a'))).toEqual(['a-0', 'a-0', 'a-0', 'a-0', 'a-1']);
  });

  test('are not sent after one that failed for five seconds', async () => {
    const { call, batches } = sqs((target) => (target === 'a' ? failure : undefined));

    const unsent = await timed().enqueue(call, QUEUE, [...ofLane('a', 3), ...ofLane('b', 3)]);

    expect(unsent.map(({ delivery }) => delivery.notification.id)).toEqual(['a-0', 'a-1', 'a-2']);
    expect(idsOf(batches)).not.toContain('a-1');
    expect(idsOf(batches).filter((id) => id.startsWith('b'))).toEqual(['b-0', 'b-1', 'b-2']);
  });

  test('are not sent after a call that failed for good', async () => {
    const { call, batches } = sqs();
    let calls = 0;
    const refusing: AwsCall = async (service, operation, input) => {
      if (++calls === 2) throw new AwsError(service, operation, 'AccessDenied');
      return call(service, operation, input);
    };

    const unsent = await timed().enqueue(refusing, QUEUE, ofLane('a', 3));

    expect(unsent.map(({ delivery }) => delivery.notification.id)).toEqual(['a-1', 'a-2']);
    expect(idsOf(batches)).toEqual(['a-0']);
  });

  test('are sent after one that SQS refuses for its content, which can never be sent', async () => {
    const refusal = { Code: 'InvalidMessageContents', SenderFault: true };
    const { call } = sqs((_, sends) => (sends === 1 ? refusal : undefined));

    const unsent = await timed().enqueue(call, QUEUE, ofLane('a', 3));

    expect(unsent.map(({ delivery }) => delivery.notification.id)).toEqual(['a-0']);
  });

  test('are two lanes if one is an approval', async () => {
    const { call, batches } = sqs();

    await enqueue(call, QUEUE, [aDelivery('a'), aDelivery('a', { id: 'e2', moment: 'approval' })]);

    expect(lanesOf(batches)).toEqual([['a', 'a!']]);
  });
});

import fc from 'fast-check';
import { type AwsCall, AwsError } from '../../src/aws/call.ts';
import { bury, enqueue, postpone } from '../../src/aws/queue.ts';
import type { Delivery } from '../../src/model/delivery.ts';
import { RelayError } from '../../src/model/errors.ts';
import { byteLength } from '../../src/text/clean.ts';
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

/** SQS that gives one answer to every call. */
const answering = (output: unknown) => {
  const calls: unknown[] = [];
  const call: AwsCall = async (...args) => {
    calls.push(args);
    return output;
  };
  return { call, calls };
};

const deliveries = (count: number, overrides: Parameters<typeof aDelivery>[1] = {}): Delivery[] =>
  Array.from({ length: count }, (_, at) => aDelivery(`t${at}`, overrides));

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
    ["as the sender's fault", { Code: 'InvalidMessageContents', SenderFault: true }],
    ['without a word', {}],
  ])('sends only the entries again that SQS failed %s', async (_, reason) => {
    const { call, batches } = sqs((target, sends) => (target === 't3' && sends < 3 ? reason : undefined));

    await enqueue(call, QUEUE, deliveries(10));

    expect(batches.map((batch) => batch.map(({ MessageGroupId }) => MessageGroupId)).slice(1)).toEqual([
      ['t3'],
      ['t3'],
    ]);
  });

  test('throws after three calls, with the number of missing deliveries', async () => {
    const { call, batches } = sqs((target) => (target === 't3' || target === 't4' ? failure : undefined));

    const error = await enqueue(call, QUEUE, deliveries(10)).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RelayError);
    expect((error as RelayError).message).toBe('the queue rejected 2 deliveries');
    expect(batches.map(({ length }) => length)).toEqual([10, 2, 2]);
  });

  test('sends the other batches if one fails', async () => {
    const sent: string[] = [];
    const call: AwsCall = async (service, operation, input) => {
      const { Entries } = input as { Entries: Entry[] };
      const targets = Entries.map(({ MessageGroupId }) => MessageGroupId);
      if (targets.includes('t0')) throw new AwsError(service, operation, 'AccessDenied');
      sent.push(...targets);
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    };

    await expect(enqueue(call, QUEUE, deliveries(25))).rejects.toMatchObject({ code: 'AccessDenied' });

    expect(sent).toEqual(
      deliveries(25)
        .slice(10)
        .map(({ target }) => target),
    );
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

    await expect(enqueue(call, QUEUE, deliveries(1))).rejects.toThrow('the queue rejected 1 deliveries');

    expect(calls).toHaveLength(3);
  });

  test.each([[undefined], [null], [[]], ['sent'], [{ Successful: 'all' }], [{ Successful: [{}] }]])(
    'treats %j as an unreadable answer',
    async (output) => {
      const { call } = answering(output);

      await expect(enqueue(call, QUEUE, deliveries(1))).rejects.toMatchObject({ name: 'AwsError', code: 'BadAnswer' });
    },
  );

  test('sends again exactly the deliveries that the answer does not mention', async () => {
    const batches: string[][] = [];
    const call: AwsCall = async (_, __, input) => {
      const ids = (input as { Entries: Entry[] }).Entries.map(({ Id }) => Id);
      batches.push(ids);
      const even = ids.filter((id) => batches.length > 1 || Number(id) % 2 === 0);
      return { Successful: even.map((Id) => ({ Id })), Failed: [] };
    };

    await enqueue(call, QUEUE, deliveries(6));

    expect(batches).toEqual([
      ['0', '1', '2', '3', '4', '5'],
      ['1', '3', '5'],
    ]);
  });
});

describe('one message', () => {
  const recorded = () => answering({ MessageId: 'm1' });

  test('is hidden for the given seconds', async () => {
    const { call, calls } = recorded();

    await postpone(call, QUEUE, 'receipt', 120);

    expect(calls).toEqual([
      ['sqs', 'ChangeMessageVisibility', { QueueUrl: QUEUE, ReceiptHandle: 'receipt', VisibilityTimeout: 120 }],
    ]);
  });

  test('is buried unchanged, with the attributes that scripts rely on', async () => {
    const { call, calls } = recorded();

    await bury(call, QUEUE, {
      body: '{"version":1}',
      reason: 'gone',
      target: 'team',
      deliveryId: 'd_abc',
      eventId: 'e1',
      attempts: 3,
      lastStatus: 410,
      firstSeen: '2026-03-04T09:19:59.000Z',
    });

    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    expect(calls).toEqual([
      [
        'sqs',
        'SendMessage',
        {
          QueueUrl: QUEUE,
          MessageBody: '{"version":1}',
          MessageGroupId: 'team',
          MessageAttributes: {
            reason: text('gone'),
            target: text('team'),
            deliveryId: text('d_abc'),
            eventId: text('e1'),
            attempts: { DataType: 'Number', StringValue: '3' },
            lastStatus: { DataType: 'Number', StringValue: '410' },
            firstSeen: text('2026-03-04T09:19:59.000Z'),
          },
        },
      ],
    ]);
  });

  test('that cannot be read is buried too, without an empty body or group, which SQS rejects', async () => {
    const { call, calls } = recorded();

    await bury(call, QUEUE, {
      body: '',
      reason: 'invalid-message',
      attempts: 1,
      firstSeen: '2026-03-04T09:19:59.000Z',
    });

    expect(calls).toMatchObject([['sqs', 'SendMessage', { MessageBody: '(empty)', MessageGroupId: 'unreadable' }]]);
  });

  test.each([[undefined], [null], [{}], [{ MessageId: null }], [{ MessageId: '' }], [{ message: 'slow down' }]])(
    'is not buried if SQS answers %j, which has no message id',
    async (output) => {
      const { call } = answering(output);

      await expect(bury(call, QUEUE, { body: '{}', reason: 'gone', attempts: 1, firstSeen: '' })).rejects.toMatchObject(
        { name: 'AwsError', code: 'BadAnswer' },
      );
    },
  );

  test.each(['', 'a b', 'ü', 'x'.repeat(129)])('for a target of the odd name %j is buried too', async (target) => {
    const { call, calls } = recorded();

    await bury(call, QUEUE, { body: '{}', reason: 'target-gone', target, attempts: 1, firstSeen: '' });

    expect(calls).toMatchObject([['sqs', 'SendMessage', { MessageGroupId: 'unreadable' }]]);
    expect(JSON.stringify(calls)).not.toContain('"StringValue":""');
  });
});

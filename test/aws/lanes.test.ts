import type { AwsCall } from '../../src/aws/call.ts';
import { AwsError } from '../../src/aws/call.ts';
import { hide, remove, sendTo } from '../../src/aws/lanes.ts';
import { depth } from '../../src/aws/queue-depth.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/111122223333/pipebell-test-deliveries.fifo';

/** SQS that gives one answer to every call, or throws it. */
const answering = (output: unknown) => {
  const calls: unknown[] = [];
  const call: AwsCall = async (...args) => {
    calls.push(args);
    if (output instanceof Error) throw output;
    return output;
  };
  return { call, calls };
};

const messages = ['a', 'b'].map((id) => ({ messageId: id, receiptHandle: `receipt ${id}` }));
const done = (...ids: string[]) => ({ Successful: ids.map((Id) => ({ Id })), Failed: [] });
const hidings = messages.map((message, index) => ({ message, seconds: index * 600 }));

const batches: [string, (call: AwsCall) => Promise<void>, string][] = [
  ['hidden', (call) => hide(call, QUEUE, hidings), 'ChangeMessageVisibilityBatch'],
  ['deleted', (call) => remove(call, QUEUE, messages), 'DeleteMessageBatch'],
];

describe('messages of a lane', () => {
  test('are hidden each for its own time; 0 makes one visible', async () => {
    const { call, calls } = answering(done('0', '1'));

    await hide(call, QUEUE, hidings);

    const Entries = [
      { Id: '0', ReceiptHandle: 'receipt a', VisibilityTimeout: 0 },
      { Id: '1', ReceiptHandle: 'receipt b', VisibilityTimeout: 600 },
    ];
    expect(calls).toEqual([['sqs', 'ChangeMessageVisibilityBatch', { QueueUrl: QUEUE, Entries }]]);
  });

  test('are deleted by their receipts', async () => {
    const { call, calls } = answering(done('0', '1'));

    await remove(call, QUEUE, messages);

    const Entries = [
      { Id: '0', ReceiptHandle: 'receipt a' },
      { Id: '1', ReceiptHandle: 'receipt b' },
    ];
    expect(calls).toEqual([['sqs', 'DeleteMessageBatch', { QueueUrl: QUEUE, Entries }]]);
  });

  describe.each(batches)('are not %s', (_, work, operation) => {
    test.each([
      ['one fails with HTTP 200', { ...done('0'), Failed: [{ Id: '1', Code: 'ReceiptHandleIsInvalid' }] }],
      ['all fail with HTTP 200', { Successful: null, Failed: [{ Id: '0' }, { Id: '1' }] }],
      ['the answer lists nothing', {}],
    ])('if %s', async (__, output) => {
      await expect(work(answering(output).call)).rejects.toThrow(`sqs ${operation}: PartialFailure`);
    });

    test.each([[undefined], [''], [null], ['<html>'], [{ Successful: 'yes' }]])(
      'if the answer is %j',
      async (output) => {
        await expect(work(answering(output).call)).rejects.toThrow(`sqs ${operation}: BadAnswer`);
      },
    );

    test('if the answer is lost', async () => {
      const lost = new AwsError('sqs', operation, 'Timeout');

      await expect(work(answering(lost).call)).rejects.toBe(lost);
    });
  });
});

describe('a delivery that is sent to a lane', () => {
  const firstSentAt = new Date('2026-03-04T09:20:00.000Z');
  const send = (call: AwsCall, failedAttempts?: number) =>
    sendTo(call, QUEUE, 'team?abc', { body: '{}', firstSentAt, failedAttempts }, 'd_abc');

  test.each([
    [3, '3'],
    [undefined, '0'],
  ])('has the time and the attempts of the message that it replaces: %s', async (attempts, StringValue) => {
    const { call, calls } = answering({ MessageId: 'm1' });

    await send(call, attempts);

    const input = {
      QueueUrl: QUEUE,
      MessageBody: '{}',
      MessageGroupId: 'team?abc',
      MessageDeduplicationId: 'd_abc',
      MessageAttributes: {
        firstSentAt: { DataType: 'String', StringValue: '2026-03-04T09:20:00.000Z' },
        failedAttempts: { DataType: 'Number', StringValue },
      },
    };
    expect(calls).toEqual([['sqs', 'SendMessage', input]]);
  });

  test.each([[undefined], [{}], [{ MessageId: '' }]])('is not known to be sent if the answer is %j', async (output) => {
    await expect(send(answering(output).call)).rejects.toThrow('sqs SendMessage: BadAnswer');
  });

  test('is not known to be sent if the answer is lost', async () => {
    const lost = new AwsError('sqs', 'SendMessage', 'Timeout');

    await expect(send(answering(lost).call)).rejects.toBe(lost);
  });
});

describe('the depth of the queue', () => {
  test('is the sum of visible and hidden messages', async () => {
    const Attributes = { ApproximateNumberOfMessages: '80000', ApproximateNumberOfMessagesNotVisible: '12' };

    expect(await depth(answering({ Attributes }).call, QUEUE)).toBe(80_012);
  });

  test.each([[undefined], [{}], [{ Attributes: { ApproximateNumberOfMessages: '1' } }]])(
    'is unknown if the answer is %j',
    async (output) => {
      await expect(depth(answering(output).call, QUEUE)).rejects.toMatchObject({ code: 'BadAnswer' });
    },
  );
});

import { bury } from '../../src/aws/bury.ts';
import { postpone } from '../../src/aws/queue.ts';
import { answering } from '../support/answering.ts';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/111122223333/pipebell-deliveries';

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

  test('is buried although its names hold characters that SQS rejects', async () => {
    const { call, calls } = recorded();

    await bury(call, QUEUE, {
      body: '{"version":1}',
      reason: 'gone',
      target: 'x\ud800',
      deliveryId: 'd_abc',
      eventId: 'a\u0000b\uffff\u001b 😀',
      attempts: 1,
      firstSeen: '2026-03-04T09:19:59.000Z',
    });

    const [[, , input]] = calls as [[string, string, { MessageAttributes: Record<string, { StringValue: string }> }]];
    const texts = Object.fromEntries(
      Object.entries(input.MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    );
    expect(texts).toMatchObject({ target: 'x\ufffd', eventId: 'a\ufffdb\ufffd\ufffd 😀', reason: 'gone' });
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

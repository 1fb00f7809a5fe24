import { createLocalAws, QUEUES } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import { START, timeAt } from '../support/lambda-events.ts';

const open = () => {
  const clock = frozenClock(START);
  const aws = createLocalAws(clock, { random: () => 0 });
  return {
    aws,
    clock,
    sqs: (operation: string, input: object, QueueUrl: string = QUEUES.deliveries) =>
      aws.call('sqs', operation, { QueueUrl, ...input }) as Promise<Record<string, unknown>>,
  };
};

const fifo = (id: string, group = 'team') => ({
  MessageBody: `body of ${id}`,
  MessageGroupId: group,
  MessageDeduplicationId: id,
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
describe('SendMessage', () => {
  test.each([
    ['MessageGroupId', 'MissingParameter'],
    ['MessageDeduplicationId', 'MissingParameter'],
  ])('requires %s on the FIFO queue', async (name, code) => {
    const { sqs, aws } = open();

    await expect(sqs('SendMessage', { ...fifo('1'), [name]: undefined })).rejects.toMatchObject({ code });
    expect(aws.deliveries.size).toBe(0);
    await sqs('SendMessage', fifo('1'));
    expect(aws.deliveries.messages).toMatchObject([{ body: 'body of 1', groupId: 'team', deduplicationId: '1' }]);
  });

  test.each(['\u0000', '\uffff', '\ufffe', '\ud800'])('refuses a body with %j', async (char) => {
    const { sqs, aws } = open();

    const sent = sqs('SendMessage', { ...fifo('1'), MessageBody: `a${char}` });

    await expect(sent).rejects.toMatchObject({ code: 'InvalidMessageContents' });
    await sqs('SendMessage', { ...fifo('1'), MessageBody: 'tab\t, line\n, 😀' });
    expect(aws.deliveries.size).toBe(1);
  });

  test.each([
    ['a group of 129 characters', { MessageGroupId: 'x'.repeat(129) }],
    ['a space in the group', { MessageGroupId: 'a b' }],
    ['a delay of its own', { DelaySeconds: 5 }],
    ['more than 1 MiB', { MessageBody: 'x'.repeat(1024 * 1024 + 1) }],
    ['an empty attribute', { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
    [
      'eleven attributes',
      {
        MessageAttributes: Object.fromEntries(
          [...'abcdefghijk'].map((n) => [n, { DataType: 'String', StringValue: n }]),
        ),
      },
    ],
  ])('refuses %s', async (_, change) => {
    await expect(open().sqs('SendMessage', { ...fifo('1'), ...change })).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    });
  });

  test('refuses a deduplication id on a standard queue, which takes a group', async () => {
    const { sqs, aws } = open();
    const standard = { MessageBody: 'x', MessageGroupId: 'team' };

    await expect(
      sqs('SendMessage', { ...standard, MessageDeduplicationId: '1' }, QUEUES.deadLetters),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue' });
    await sqs('SendMessage', standard, QUEUES.deadLetters);
    expect(aws.deadLetters.size).toBe(1);
  });

  test('answers a repeated deduplication id with the first message', async () => {
    const { sqs, aws } = open();

    const first = await sqs('SendMessage', fifo('1'));
    const second = await sqs('SendMessageBatch', { Entries: [{ Id: '0', ...fifo('1') }] });

    expect(second.Successful).toEqual([{ Id: '0', MessageId: first.MessageId }]);
    expect(aws.deliveries.size).toBe(1);
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html
describe('a batch', () => {
  const entries = (count: number) => Array.from({ length: count }, (_, nth) => ({ Id: `${nth}`, ...fifo(`${nth}`) }));

  test.each([
    ['no entry', [], 'EmptyBatchRequest'],
    ['eleven entries', entries(11), 'TooManyEntriesInBatchRequest'],
    ['an id twice', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['1 MiB in all', entries(2).map((one) => ({ ...one, MessageBody: 'x'.repeat(600_000) })), 'BatchRequestTooLong'],
  ])('with %s is refused', async (_, Entries, code) => {
    await expect(open().sqs('SendMessageBatch', { Entries })).rejects.toMatchObject({ code });
  });

  test('answers for each entry: some are successful, and others fail', async () => {
    const { sqs, aws } = open();
    aws.fault = (_, operation) => (operation === 'SendMessageBatch#1' ? 'ServiceUnavailable' : undefined);

    const answer = await sqs('SendMessageBatch', {
      Entries: [...entries(3), { Id: 'bad', MessageBody: 'x', MessageGroupId: 'team' }],
    });

    expect(answer.Successful).toMatchObject([{ Id: '0' }, { Id: '2' }]);
    expect(answer.Failed).toEqual([
      { Id: '1', Code: 'ServiceUnavailable', SenderFault: false },
      { Id: 'bad', Code: 'MissingParameter', SenderFault: true },
    ]);
    expect(aws.deliveries.messages.map(({ deduplicationId }) => deduplicationId)).toEqual(['0', '2']);
  });

  test('deletes and hides by receipt handle, with an answer for each entry', async () => {
    const { sqs, aws, clock } = open();
    await sqs('SendMessageBatch', { Entries: entries(3) });
    const [first, second, third] = aws.deliveries.receive(10).map(({ receiptHandle }) => receiptHandle);
    aws.fault = (_, operation) => (operation === 'DeleteMessageBatch#1' ? 'ServiceUnavailable' : undefined);

    const deleted = await sqs('DeleteMessageBatch', {
      Entries: [
        { Id: 'a', ReceiptHandle: first },
        { Id: 'b', ReceiptHandle: second },
      ],
    });
    const hidden = await sqs('ChangeMessageVisibilityBatch', {
      Entries: [
        { Id: 'b', ReceiptHandle: second, VisibilityTimeout: 0 },
        { Id: 'c', ReceiptHandle: third, VisibilityTimeout: 43_201 },
        { Id: 'd', ReceiptHandle: first, VisibilityTimeout: 0 },
      ],
    });

    expect(deleted).toMatchObject({ Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', SenderFault: false }] });
    expect(hidden).toMatchObject({ Successful: [{ Id: 'b' }], Failed: [{ Id: 'c' }, { Id: 'd' }] });
    expect(aws.deliveries.messages.map(({ body }) => body)).toEqual(['body of 1', 'body of 2']);
    await clock.until(timeAt(180));
    const expired = await sqs('DeleteMessageBatch', { Entries: [{ Id: 'c', ReceiptHandle: third }] });
    expect(expired.Failed).toMatchObject([{ Id: 'c', SenderFault: true }]);
  });
});

test('GetQueueAttributes tells how many messages wait and how many are in flight', async () => {
  const { sqs, aws } = open();
  for (const id of ['1', '2', '3']) await sqs('SendMessage', fifo(id));
  aws.deliveries.receive(1);

  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
  expect(await sqs('GetQueueAttributes', { AttributeNames })).toEqual({
    Attributes: { ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1' },
  });
  await expect(sqs('GetQueueAttributes', { AttributeNames: ['Depth'] })).rejects.toMatchObject({
    code: 'InvalidAttributeName',
  });
});

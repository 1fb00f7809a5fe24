import { checkOrder } from '../../src/local/event-source.ts';
import { toSqsRecord } from '../../src/local/lambda-events.ts';
import { aDelivery } from '../support/batch.ts';
import { putBody } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

/** Four messages of two groups, in the order in which they were received. */
const batch = () => {
  const { aws } = openRelay({ random: () => 0 });
  for (const name of ['a1', 'b1', 'a2', 'b2']) putBody(aws.deliveries, name, name[0]);
  const messages = aws.deliveries.receive(10);
  const ids = (...names: string[]) =>
    new Set(messages.filter(({ body }) => names.includes(body)).map(({ messageId }) => messageId));
  return { messages, ids };
};

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
describe('the messages that stay of a batch', () => {
  test.each([[[]], [['a1', 'a2']], [['a2']], [['b2', 'a1', 'a2']]])(
    'may be the last ones of each group: %j',
    (staying) => {
      const { messages, ids } = batch();

      expect(() => checkOrder(messages, ids(...staying))).not.toThrow();
    },
  );

  test.each([[['a1']], [['a1', 'b1', 'b2']]])(
    'may not be older than one of their group that is done: %j',
    (staying) => {
      const { messages, ids } = batch();

      expect(() => checkOrder(messages, ids(...staying))).toThrow('order violated');
    },
  );
});

test('a message is passed to the function with its group, ids and attributes', () => {
  const { aws } = openRelay();
  const attributes = { attempts: { DataType: 'Number', StringValue: '3' } };
  aws.deliveries.send('body', { groupId: 'team', deduplicationId: 'd_1', attributes });

  expect(aws.deliveries.receive(1).map(toSqsRecord)).toMatchObject([
    {
      attributes: { MessageGroupId: 'team', MessageDeduplicationId: 'd_1', SequenceNumber: '00000000000000000001' },
      messageAttributes: {
        attempts: { stringValue: '3', dataType: 'Number', stringListValues: [], binaryListValues: [] },
      },
    },
  ]);
});

test('a message that stays keeps the time that the function hid it for', async () => {
  const bench = openRelay({ answer: () => ({ status: 503, body: '' }) });
  bench.put('team', slackTarget());
  putBody(bench.aws.deliveries, JSON.stringify(aDelivery('team')));

  await bench.relay.drain();

  expect(bench.requests).toHaveLength(1);
  const [message] = bench.aws.deliveries.messages;
  const hidden = (message?.visibleAt.getTime() ?? 0) - bench.clock.now().getTime();
  expect(hidden).toBeGreaterThan(0);
  expect(hidden).toBeLessThan(180_000);
});

import { receive, sendTo } from '../../src/aws/lanes.ts';
import { receivedOf } from '../../src/lambda/sqs-event.ts';
import { createLocalAws, QUEUES } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';

const START = new Date('2026-03-04T09:00:00.000Z');
const open = () => createLocalAws(frozenClock(START), { random: () => 0 });

test('a received message has the lane, the times and the attempts that it was sent with', async () => {
  const aws = open();
  const firstSentAt = new Date(START.getTime() - 60_000);
  await sendTo(aws.call, QUEUES.deliveries, 'team?1', { body: 'text', firstSentAt, failedAttempts: 3 }, 'd_1');

  const [message] = (await receive(aws.call, QUEUES.deliveries)).map(receivedOf);

  expect(message).toMatchObject({
    lane: 'team?1',
    body: 'text',
    receives: 1,
    sentAt: START,
    firstReceivedAt: START,
    firstSentAt,
    failedAttempts: 3,
  });
});

test('an empty queue gives no message', async () => {
  expect(await receive(open().call, QUEUES.deliveries)).toEqual([]);
});

test('an answer in another form is an error', async () => {
  await expect(receive(async () => ({ Messages: [{}] }), QUEUES.deliveries)).rejects.toMatchObject({
    code: 'BadAnswer',
  });
});

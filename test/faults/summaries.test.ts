import { anEvent, timeAt } from '../support/lambda-events.ts';
import { openRelay, slackTarget } from '../support/relay.ts';

test('a backlog is told although its events hold characters that SQS rejects', async () => {
  const bench = openRelay({
    answer: (_, nth) => (nth === 1 ? { status: 429, body: '', retryAfterSeconds: 30 } : { status: 200, body: 'ok' }),
  });
  bench.put('team', slackTarget());
  for (let count = 0; count < 12; count++)
    await bench.publish(anEvent('FAILED', { pipeline: `web\uffff\ufffe${count}` }));

  await bench.relay.settle(timeAt(3600));

  const told = bench.reports.delivered.filter(({ outcome }) => outcome.kind === 'delivered' && outcome.summary);
  expect(told.length).toBeGreaterThanOrEqual(10);
  expect(bench.requests.some(({ body }) => /more alerts/.test(body))).toBe(true);
  expect(bench.aws.deliveries.size).toBe(0);
  expect(bench.deadLetters()).toEqual([]);
});

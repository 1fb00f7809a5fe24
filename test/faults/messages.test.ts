import { anEvent, context, putBody, sqsEvent } from '../support/lambda-events.ts';
import { type HttpRelay, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

const webhookIds = (bench: HttpRelay, name: string) =>
  bench.requestsTo(name).map(({ headers }) => headers['webhook-id']);

describe('an unreadable message on the queue', () => {
  const whole = {
    version: 1,
    id: 'd_abc',
    target: 'hook',
    notification: {
      version: 1,
      id: 'e1',
      source: 'codepipeline',
      moment: 'failed',
      severity: 'failure',
      time: '2026-03-04T09:15:30.000Z',
      commits: [],
      failures: [],
      details: [],
      links: [],
    },
  };
  const { target: _target, ...withoutTarget } = whole;

  test.each<[string, string]>([
    ['text', 'hello'],
    ['a space', ' '],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['an array', '[]'],
    ['another version', JSON.stringify({ ...whole, version: 2 })],
    [
      'a notification of another version',
      JSON.stringify({ ...whole, notification: { ...whole.notification, version: 9 } }),
    ],
    ['no target', JSON.stringify(withoutTarget)],
    ['a number as its target', JSON.stringify({ ...whole, target: 42 })],
    ['an id with a line end', JSON.stringify({ ...whole, id: 'd_a\r\nHost: x' })],
    ['half a message', JSON.stringify(whole).slice(0, 100)],
  ])('(%s) becomes a dead letter at once, without a request', async (_, body) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    putBody(bench.aws.deliveries, body);

    await bench.relay.drain();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'invalid-message', attempts: '0', body }]);
    expect(bench.requestsTo('hook')).toEqual([]);
    expect(bench.aws.deliveries.size).toBe(0);
  });

  test('does not stop the other messages of its batch', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    putBody(bench.aws.deliveries, 'hello');
    await bench.publish(anEvent());

    await bench.relay.drain();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.deadLetters()).toHaveLength(1);
  });

  test('of a target with an unknown platform becomes a dead letter with the reason target-invalid', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('team', { platform: 'pager' });

    await bench.publish(anEvent());
    await bench.relay.drain();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'target-invalid', target: 'team' }]);
  });
});

describe('a message that is received twice', () => {
  test.each([1, 2])(
    'by two functions, the first of which begins after its receive no. %i has ended: one request',
    async (first) => {
      const bench = await keep(openHttpRelay());
      bench.addTarget('hook', hook);
      await bench.publish(anEvent());
      const batches = [];
      for (let receive = 1; receive <= first + 1; receive++) {
        batches.push(sqsEvent(bench.aws.deliveries));
        if (receive <= first) await bench.pass(180);
      }

      const answers = await Promise.all(
        batches.slice(-2).map((batch) => bench.newContainer().deliverer(batch, context())),
      );

      expect(bench.requestsTo('hook')).toHaveLength(1);
      expect(answers.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 0]);
      await bench.relay.settle();
      expect(bench.requestsTo('hook')).toHaveLength(1);
      expect(bench.deadLetters()).toEqual([]);
    },
  );

  test('two seconds apart: one request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const batch = sqsEvent(bench.aws.deliveries);

    await bench.relay.deliverer(batch, context());
    await bench.clock.until(new Date(bench.clock.now().getTime() + 2000));
    const answer = await bench.newContainer().deliverer(batch, context());

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(bench.requestsTo('hook')).toHaveLength(1);
  });

  test('in one batch: one request', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    const { Records } = sqsEvent(bench.aws.deliveries);

    const answer = await bench.relay.deliverer({ Records: [...Records, ...Records] }, context());

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(bench.requestsTo('hook')).toHaveLength(1);
  });

  test('while the ledger fails: two requests with the same webhook-id', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    await bench.publish(anEvent());
    bench.aws.fault = (service) => (service === 'dynamodb' ? 'InternalServerError' : undefined);
    const batch = sqsEvent(bench.aws.deliveries);

    await Promise.all([bench.relay, bench.newContainer()].map(({ deliverer }) => deliverer(batch, context())));

    expect(bench.requestsTo('hook')).toHaveLength(2);
    expect(new Set(webhookIds(bench, 'hook')).size).toBe(1);
    expect(bench.reports.ledger).not.toHaveLength(0);
  });
});

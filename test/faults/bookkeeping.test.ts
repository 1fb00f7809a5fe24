import { AwsError } from '../../src/aws/call.ts';
import { responders } from '../../src/local/inbox.ts';
import { anEvent } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

describe('AWS errors around a delivery', () => {
  test.each(['ThrottlingException', 'InvalidParameterValue', 'AccessDenied', 'Timeout'])(
    'when the wait cannot be set (%s), the message is received again after the queue timeout and sent once it can',
    async (code) => {
      const bench = await keep(openHttpRelay());
      bench.addTarget('hook', hook, inTurn(always(500), responders.ok));
      bench.aws.fault = (_, operation) =>
        operation.startsWith('ChangeMessageVisibilityBatch') && bench.elapsed() < 400 ? code : undefined;

      await bench.publish(anEvent());
      await bench.relay.settle();

      // Without the call a function cannot know that a message received again is still its own.
      const returned = bench.reports.lanes.filter(({ kind }) => kind === 'lane-returned');
      const error = expect.objectContaining({ code });
      expect(returned).toEqual(Array(2).fill({ kind: 'lane-returned', lane: 'hook', messages: 1, error }));
      expect(bench.requestTimes('hook')).toEqual([0, 540]);
      expect(bench.reports.lanes).toContainEqual(
        expect.objectContaining({ kind: 'queue-failed', lane: 'hook', error: expect.any(AwsError) }),
      );
      expect(bench.deadLetters()).toEqual([]);
    },
  );

  test('when the dead letter cannot be sent, the message stays on the queue and is tried every 30 s', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.fault = (_, operation) => (operation === 'SendMessage' ? 'AccessDenied' : undefined);

    await bench.publish(anEvent());
    await bench.runUntil(600);

    expect(bench.reports.delivered).toHaveLength(21);
    expect(
      bench.reports.delivered.every(({ error }) => error === 'bury: AwsError: sqs SendMessage: AccessDenied'),
    ).toBe(true);
    expect(bench.deadLetters()).toEqual([]);
    expect(bench.aws.deliveries.size).toBe(1);
  });

  test('when the dead letter can be sent again, it is sent with its reason', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.fault = (_, operation) => (operation === 'SendMessage' ? 'ServiceUnavailable' : undefined);
    await bench.publish(anEvent());
    await bench.relay.drain();
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'gone', attempts: '2' }]);
  });

  test('when only the answer of the send is lost, there are two equal dead letters', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.lost = (_, operation) => (operation === 'SendMessage' && bench.elapsed() < 30 ? 'Timeout' : undefined);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(new Set(bench.deadLetters().map(({ deliveryId }) => deliveryId)).size).toBe(1);
    expect(bench.deadLetters()).toHaveLength(2);
  });

  test.each([
    'ProvisionedThroughputExceededException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'Timeout',
  ])('when the ledger fails with %s, the delivery is sent and the failure is reported', async (code) => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook);
    bench.aws.fault = (service) => (service === 'dynamodb' ? code : undefined);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.requestsTo('hook')).toHaveLength(1);
    expect(bench.aws.deliveries.size).toBe(0);
    expect(bench.reports.ledger[0]).toMatchObject({ code });
  });
});

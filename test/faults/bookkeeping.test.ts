import { responders } from '../../src/local/inbox.ts';
import { anEvent } from '../support/lambda-events.ts';
import { always, inTurn, openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';

const keep = serversOfTest();

const hook = { platform: 'webhook' };

describe('AWS that refuses the book-keeping', () => {
  test.each(['ThrottlingException', 'InvalidParameterValue', 'AccessDenied', 'Timeout'])(
    'of a wait with %s: the message stays, and comes again within three minutes',
    async (code) => {
      const bench = await keep(openHttpRelay());
      bench.addTarget('hook', hook, inTurn(always(500), responders.ok));
      bench.aws.fault = (_, operation) => (operation === 'ChangeMessageVisibility' ? code : undefined);

      await bench.publish(anEvent());
      await bench.relay.settle();

      expect(bench.requestTimes('hook')).toEqual([0, 180]);
      expect(bench.reports.delivered[0]).toMatchObject({
        error: `postpone: AwsError: sqs ChangeMessageVisibility: ${code}`,
      });
      expect(bench.deadLetters()).toEqual([]);
    },
  );

  test('of the dead letters: the message stays until the redrive policy takes it there, a hundred receives later', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.fault = (_, operation) => (operation === 'SendMessage' ? 'AccessDenied' : undefined);

    await bench.publish(anEvent());
    await bench.relay.settle();

    expect(bench.reports.delivered).toHaveLength(100);
    expect(
      bench.reports.delivered.every(({ error }) => error === 'bury: AwsError: sqs SendMessage: AccessDenied'),
    ).toBe(true);
    expect(bench.deadLetters()).toHaveLength(1);
    expect(bench.aws.deliveries.size).toBe(0);
  });

  test('of the dead letters for a moment: buried with its reason when they take it again', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.fault = (_, operation) => (operation === 'SendMessage' ? 'ServiceUnavailable' : undefined);
    await bench.publish(anEvent());
    await bench.relay.drain();
    bench.aws.fault = () => undefined;

    await bench.relay.settle();

    expect(bench.deadLetters()).toMatchObject([{ reason: 'gone', attempts: '2' }]);
  });

  test('of the dead letters in its answer only: two of the same, none lost', async () => {
    const bench = await keep(openHttpRelay());
    bench.addTarget('hook', hook, always(410));
    bench.aws.lost = (_, operation) => (operation === 'SendMessage' && bench.elapsed() < 60 ? 'Timeout' : undefined);

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
  ])('of the ledger with %s: it delivers all the same and says so', async (code) => {
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

import { AwsError } from '../../src/aws/call.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { routerTelemetry } from '../../src/lambda/router-telemetry.ts';
import { TargetsVanished } from '../../src/model/errors.ts';
import { countsOf, metricsOf } from '../support/emf.ts';
import { outputOf } from '../support/output.ts';

/** The log lines and the metrics that are written while `work` runs. */
const capture = (work: (telemetry: ReturnType<typeof routerTelemetry>) => void) => {
  const powertools = createPowertools('test');
  const logs = outputOf(() => work(routerTelemetry(powertools))).map((line) => JSON.parse(line));
  return { logs, counts: Object.keys(countsOf(logs.flatMap(metricsOf))).sort() };
};

const error = new AwsError('ssm', 'GetParametersByPath', 'ThrottlingException');
const report = { kind: 'unrouted', messageId: 'm-1', waitSeconds: 30, error } as const;

describe('an event that cannot be routed', () => {
  test.each([
    ['without a cause in the configuration', {}, ['Unrouted'], 'unrouted', 'event not routed, will retry'],
    [
      'because the targets cannot be read',
      { configuration: 'unavailable' as const },
      ['ConfigurationUnavailable', 'Unrouted'],
      'unrouted',
      'event not routed, will retry',
    ],
    [
      'because all targets are gone',
      { configuration: 'vanished' as const, error: new TargetsVanished() },
      ['TargetsVanished', 'Unrouted'],
      'no-targets',
      'event not routed because all targets are gone, will retry',
    ],
    ['for 13 days', { givenUp: true }, ['Unrouted'], 'unrouted', 'event not routed for 13 days, moved to dead letters'],
  ])('%s is counted once for each alarm, and logged as an error', (_, more, counts, event, message) => {
    const captured = capture((telemetry) => telemetry.routed({ ...report, ...more }));

    expect(captured.counts).toEqual(counts);
    expect(captured.logs).toMatchObject([{ level: 'ERROR', event, message, messageId: 'm-1', waitSeconds: 30 }]);
  });

  test('is told from a failed call to the table, which is a warning', () => {
    const { logs, counts } = capture((telemetry) => telemetry.ledger(new AwsError('dynamodb', 'GetItem', 'Timeout')));

    expect(counts).toEqual(['LedgerUnavailable']);
    expect(logs).toMatchObject([
      { level: 'WARN', event: 'ledger-unavailable', error: 'AwsError: dynamodb GetItem: Timeout' },
    ]);
  });
});

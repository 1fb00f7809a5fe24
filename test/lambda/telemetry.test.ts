import { inspect } from 'node:util';
import { AwsError } from '../../src/aws/call.ts';
import { delivererTelemetry } from '../../src/lambda/deliverer-telemetry.ts';
import { createPowertools } from '../../src/lambda/log-lines.ts';
import { routerTelemetry } from '../../src/lambda/router-telemetry.ts';
import { LOG_EVENTS } from '../../src/model/log-events.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { LaneNotice } from '../../src/relay/lane-ports.ts';
import { aDelivery } from '../support/batch.ts';
import { countsOf, metricsOf } from '../support/emf.ts';
import { aNotification } from '../support/factories.ts';
import { outputOf } from '../support/output.ts';

// biome-ignore lint/suspicious/noExplicitAny: any JSON
type Line = Record<string, any>;

/** Everything that is written while `work` runs, as lines of the log and as metrics. */
const capture = (
  work: (telemetry: ReturnType<typeof routerTelemetry> & ReturnType<typeof delivererTelemetry>) => void,
) => {
  const powertools = createPowertools('test');
  const written = outputOf(() => work({ ...routerTelemetry(powertools), ...delivererTelemetry(powertools) }));
  const logs: Line[] = written.map((line) => JSON.parse(line));
  for (const line of logs) expect(LOG_EVENTS).toContain(line.event);
  return { written, logs, metrics: logs.filter(({ _aws }) => _aws).flatMap(metricsOf) };
};

const delivered = (outcome: Outcome, more: object = {}) =>
  capture((telemetry) =>
    telemetry.delivered({ delivery: aDelivery('team'), platform: 'slack', outcome, receive: 2, ms: 312, ...more }),
  );

describe('a delivery', () => {
  test('is logged in one line, with the fields to find it by', () => {
    const { logs } = delivered({ kind: 'delivered', status: 200 });

    const { id, notification } = aDelivery('team');
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({
      level: 'INFO',
      event: 'delivered',
      message: 'delivered',
      service: 'pipebell',
      stage: 'test',
      eventId: notification.id,
      source: 'codepipeline',
      moment: 'failed',
      pipeline: 'storefront',
      execution: notification.execution?.id,
      deliveryId: id,
      target: 'team',
      platform: 'slack',
      reason: 'delivered',
      status: 200,
      receive: 2,
      ms: 312,
    });
  });

  test.each<[Outcome, object, string, object]>([
    [
      { kind: 'retry', reason: 'throttled', status: 429 },
      { waitSeconds: 126 },
      'WARN',
      { reason: 'throttled', status: 429, waitSeconds: 126 },
    ],
    [{ kind: 'retry', reason: 'network', detail: 'ENOTFOUND' }, {}, 'WARN', { reason: 'network', detail: 'ENOTFOUND' }],
    [{ kind: 'rejected', reason: 'gone', status: 410 }, {}, 'ERROR', { reason: 'gone', status: 410 }],
    [
      { kind: 'rejected', reason: 'gone' },
      { error: 'bury: AwsError' },
      'ERROR',
      { reason: 'gone', error: 'bury: AwsError' },
    ],
    [{ kind: 'skipped', reason: 'disabled' }, {}, 'INFO', { reason: 'disabled' }],
  ])('with the outcome %j is logged with its level and fields', (outcome, more, level, fields) => {
    const { logs } = delivered(outcome, more);

    expect(logs).toMatchObject([{ level, event: outcome.kind, ...fields }]);
  });

  test('is counted by outcome, and once more by platform, target and reason', () => {
    const outcomes: [Outcome, object][] = [
      [{ kind: 'delivered', status: 200 }, { Delivered: 1 }],
      [{ kind: 'retry', reason: 'timeout' }, { Retried: 1 }],
      [{ kind: 'rejected', reason: 'gone' }, { Rejected: 1 }],
      [{ kind: 'skipped', reason: 'duplicate' }, { Skipped: 1 }],
    ];

    for (const [outcome, counts] of outcomes) {
      const { metrics } = delivered(outcome);
      const reason = outcome.kind === 'delivered' ? 'delivered' : outcome.reason;
      const dimensions = { service: 'pipebell', stage: 'test', platform: 'slack', target: 'team', reason };

      expect(countsOf(metrics)).toEqual(counts);
      expect(metrics.filter(({ name }) => name === 'Deliveries')).toEqual([
        { namespace: 'Pipebell', name: 'Deliveries', value: 1, unit: 'Count', dimensions },
      ]);
    }
  });

  test('is logged without its receipt', () => {
    const { logs, written } = delivered({ kind: 'delivered', status: 200, receipt: 'canary' });

    expect(logs).toMatchObject([{ event: 'delivered', status: 200 }]);
    expect(written.join()).not.toContain('canary');
  });

  test('is logged with the steps of its conversation', () => {
    const steps = ['reply', 'update'];
    const { logs } = delivered({ kind: 'delivered', status: 200, steps });

    expect(logs).toMatchObject([{ event: 'delivered', steps }]);
  });

  test('that could not be settled is counted as BookkeepingFailed too', () => {
    const { metrics } = delivered({ kind: 'rejected', reason: 'gone' }, { error: 'bury: AwsError' });

    expect(countsOf(metrics)).toEqual({ Rejected: 1, BookkeepingFailed: 1 });
  });

  test('that could not be read is logged without the fields of a delivery', () => {
    const { logs, metrics } = delivered(
      { kind: 'rejected', reason: 'invalid-message' },
      { delivery: undefined, platform: undefined },
    );

    expect(logs).toMatchObject([{ platform: 'unknown', reason: 'invalid-message' }]);
    expect(logs[0]).not.toHaveProperty('deliveryId');
    expect(metrics.at(-1)?.dimensions).toMatchObject({ target: 'unknown', platform: 'unknown' });
  });

  test('that succeeds is one line of at most 800 bytes, including metrics', () => {
    const { written } = delivered({ kind: 'delivered', status: 200 });

    expect(written).toHaveLength(1);
    expect(Buffer.byteLength(written.join(''))).toBeLessThanOrEqual(800);
  });
});

describe('a lane', () => {
  const lane = (notice: LaneNotice) => capture((telemetry) => telemetry.lane(notice));
  const delivery = aDelivery('team');
  const error = Object.assign(new Error('https://hooks.slack.com/canary'), { code: 'EPIPE' });

  test.each<[LaneNotice, object, object]>([
    [
      { kind: 'queue-failed', lane: 'team', error },
      { level: 'ERROR', event: 'lane-returned', lane: 'team', error: 'Error (EPIPE)' },
      { BookkeepingFailed: 1 },
    ],
    [
      { kind: 'lane-returned', lane: 'team!', messages: 3 },
      { level: 'WARN', event: 'lane-returned', lane: 'team!', messages: 3 },
      {},
    ],
    [
      { kind: 'lane-returned', lane: 'team', messages: 1, error },
      { level: 'WARN', event: 'lane-returned', lane: 'team', error: 'Error (EPIPE)' },
      { BookkeepingFailed: 1 },
    ],
    [
      { kind: 'set-aside', delivery },
      { level: 'WARN', event: 'set-aside', target: 'team', deliveryId: delivery.id, pipeline: 'storefront' },
      { SetAside: 1 },
    ],
  ])('is logged and counted: %j', (notice, line, counts) => {
    const { logs, metrics, written } = lane(notice);

    expect(logs).toMatchObject([line]);
    expect(countsOf(metrics)).toEqual(counts);
    expect(written.join()).not.toContain('canary');
  });

  test('causes no line for a request that is about to be sent', () => {
    expect(lane({ kind: 'attempt', delivery })).toMatchObject({ logs: [], metrics: [] });
  });

  test('whose target has failed for 15 minutes is logged once more and counted for the alarm', () => {
    const { logs, metrics } = delivered({ kind: 'retry', reason: 'unavailable' }, { failingSeconds: 900 });

    expect(logs).toMatchObject([
      { level: 'WARN', event: 'retry' },
      { level: 'ERROR', event: 'target-down', target: 'team', reason: 'unavailable', failingSeconds: 900 },
    ]);
    expect(countsOf(metrics)).toEqual({ Retried: 1, TargetsDown: 1 });
  });
});

describe('an event', () => {
  const routed = (targets: string[], configured: number) =>
    capture((telemetry) =>
      telemetry.routed({ kind: 'routed', messageId: 'm-1', notification: aNotification(), targets, configured }),
    );

  test('that was routed is logged in one line and counted', () => {
    const { logs, metrics } = routed(['team', 'ops'], 3);

    expect(logs).toMatchObject([
      {
        level: 'INFO',
        event: 'routed',
        message: 'event routed',
        eventId: aNotification().id,
        targets: ['team', 'ops'],
        configured: 3,
      },
    ]);
    expect(countsOf(metrics)).toEqual({ Events: 1 });
  });

  test('is logged with what the filters of targets compare, in at most 720 bytes with its metrics', () => {
    const { logs, written } = capture((telemetry) =>
      telemetry.routed({
        kind: 'routed',
        messageId: 'm-1',
        notification: aNotification({
          transition: { kind: 'still-failing', count: 2, since: '2026-03-04T09:15:30.000Z' },
          series: { kind: 'branch', name: 'main' },
          resource: { kind: 'build', name: 'storefront-tests' },
        }),
        targets: ['team', 'ops'],
        configured: 3,
      }),
    );

    expect(logs).toMatchObject([
      {
        transition: 'still-failing',
        series: 'main',
        account: '111122223333',
        region: 'eu-west-1',
        stage: 'test',
        pipelineStage: 'Deploy',
        resource: 'storefront-tests',
      },
    ]);
    expect(written).toHaveLength(1);
    expect(Buffer.byteLength(written.join(''))).toBeLessThanOrEqual(720);
  });

  test('to 500 targets is one line of at most 1500 bytes, with some names and their number', () => {
    const names = Array.from({ length: 500 }, (_, at) => `team-${at}`);
    const { logs, written } = routed(names, 500);

    expect(written).toHaveLength(1);
    expect(Buffer.byteLength(written.join(''))).toBeLessThanOrEqual(1500);
    expect(logs[0]).toMatchObject({ chosen: 500, configured: 500 });
    expect(logs[0]?.targets).toEqual(names.slice(0, 61));
    expect(routed(names.slice(0, 61), 500).logs[0]).not.toHaveProperty('chosen');
  });

  test('for no target is logged as a warning only if no target is configured', () => {
    expect(countsOf(routed([], 3).metrics)).toEqual({ Events: 1 });

    const { logs, metrics } = routed([], 0);
    expect(logs).toMatchObject([{ level: 'WARN', event: 'no-targets' }]);
    expect(countsOf(metrics)).toEqual({ Events: 1, NoTargets: 1 });
  });

  test('that is a probe is logged with its id and not counted as an event', () => {
    const { logs, metrics } = capture((telemetry) => telemetry.routed({ kind: 'probe', id: 'probe-1' }));

    expect(logs).toMatchObject([{ level: 'INFO', event: 'probe', message: 'probe received', eventId: 'probe-1' }]);
    expect(countsOf(metrics)).toEqual({ Probes: 1 });
  });

  test('of another topic is counted for the alarm', () => {
    const { logs, metrics } = capture((telemetry) => telemetry.routed({ kind: 'foreign-topic', messageId: 'm-1' }));

    expect(logs).toMatchObject([{ level: 'ERROR', event: 'foreign-topic', messageId: 'm-1' }]);
    expect(countsOf(metrics)).toEqual({ ForeignTopic: 1 });
  });

  test.each([
    ['999988887777', '999988887777'],
    ['token-of-12c', 'invalid'],
  ])('of the account %s, which may not send, is counted for the alarm', (account, logged) => {
    const { logs, metrics } = capture((telemetry) =>
      telemetry.routed({ kind: 'foreign-account', messageId: 'm-1', account }),
    );

    expect(logs).toMatchObject([{ level: 'ERROR', event: 'foreign-account', messageId: 'm-1', account: logged }]);
    expect(countsOf(metrics)).toEqual({ ForeignAccount: 1 });
  });

  test('that could not be routed is logged with the error and the wait', () => {
    const error = new AwsError('ssm', 'GetParametersByPath', 'ThrottlingException');

    const { logs, metrics } = capture((telemetry) =>
      telemetry.routed({ kind: 'unrouted', messageId: 'm-1', error, waitSeconds: 30 }),
    );

    expect(logs).toMatchObject([
      {
        level: 'ERROR',
        event: 'unrouted',
        messageId: 'm-1',
        error: 'AwsError: ssm GetParametersByPath: ThrottlingException',
        waitSeconds: 30,
      },
    ]);
    expect(countsOf(metrics)).toEqual({ Unrouted: 1 });
  });
});

test('problems of targets and of the ledger are logged and counted, without secrets', () => {
  const error = Object.assign(new Error('https://hooks.slack.com/canary'), { code: 'EPIPE', config: 'canary' });

  const { logs, metrics, written } = capture((telemetry) => {
    telemetry.targets({ kind: 'invalid', target: 'team', problems: ['url: must be https'] });
    telemetry.targets({ kind: 'unresolved', target: 'ops', error });
    telemetry.targets({ kind: 'stale', ageSeconds: 61, error });
    telemetry.ledger(error);
    telemetry.routed({ kind: 'unrouted', messageId: 'm-1', error });
  });

  expect(logs).toMatchObject([
    { level: 'ERROR', event: 'target-invalid', target: 'team', problems: ['url: must be https'] },
    { level: 'ERROR', event: 'secret-unavailable', target: 'ops', error: 'Error (EPIPE)' },
    { level: 'WARN', event: 'targets-stale', ageSeconds: 61, error: 'Error (EPIPE)' },
    { level: 'WARN', event: 'ledger-unavailable', error: 'Error (EPIPE)' },
    { level: 'ERROR', event: 'unrouted', error: 'Error (EPIPE)' },
  ]);
  expect(countsOf(metrics)).toEqual({ InvalidTargets: 2, StaleTargets: 1, LedgerUnavailable: 1, Unrouted: 1 });
  expect(inspect(written)).not.toContain('canary');
});

import { createPowertools } from '../../src/lambda/log-lines.ts';
import { pipelineMetrics } from '../../src/lambda/pipeline-metrics.ts';
import type { Notification } from '../../src/model/notification.ts';
import { metricsOf } from '../support/emf.ts';
import { aNotification } from '../support/factories.ts';
import { outputOf } from '../support/output.ts';

/** The metrics of the end of a run with their values, and the dimensions of all of them. */
const written = (notification: Notification) => {
  const lines = outputOf(() => createPowertools('test').measure(pipelineMetrics(notification)));
  const metrics = lines.flatMap((line) => metricsOf(JSON.parse(line)));
  return {
    values: Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
    units: Object.fromEntries(metrics.map(({ name, unit }) => [name, unit])),
    dimensions: metrics.map(({ dimensions }) => dimensions),
  };
};

const run = (more: Partial<Notification>): Notification =>
  aNotification({ time: '2026-03-04T10:00:00.000Z', durationSeconds: 252, ...more });

test('a failure counts as a run and as a failed one', () => {
  expect(written(run({ moment: 'failed' })).values).toEqual({ Runs: 1, FailedRuns: 1, RunSeconds: 252 });
});

test('a retried run has no duration: it would include the pause between the attempts', () => {
  const execution = { id: 'a', attempt: 2 };

  expect(written(run({ moment: 'failed', execution })).values).toEqual({ Runs: 1, FailedRuns: 1 });
});

test('a success after failures has the time to restore and the lead time', () => {
  const { values } = written(
    run({
      moment: 'succeeded',
      transition: { kind: 'fixed', count: 2, since: '2026-03-04T09:30:00.000Z' },
      commits: [{ id: 'a' }, { id: 'b', time: '2026-03-04T09:45:00.000Z' }],
    }),
  );

  expect(values).toEqual({ Runs: 1, FailedRuns: 0, RunSeconds: 252, RestoreSeconds: 1800, LeadSeconds: 900 });
});

test('unknown values are not written', () => {
  const { durationSeconds: _unknown, ...rest } = run({ moment: 'succeeded', commits: [] });

  expect(written(rest).values).toEqual({ Runs: 1, FailedRuns: 0 });
});

test('each metric has the dimensions pipeline, stage and service only', () => {
  const { dimensions } = written(run({ moment: 'failed' }));

  expect(dimensions).toHaveLength(3);
  for (const each of dimensions) expect(each).toEqual({ pipeline: 'storefront', service: 'pipebell', stage: 'test' });
});

test('durations are seconds, and the rest are counts', () => {
  expect(written(run({ moment: 'failed' })).units).toEqual({
    Runs: 'Count',
    FailedRuns: 'Count',
    RunSeconds: 'Seconds',
  });
});

test('the end of anything but a pipeline writes nothing', () => {
  const { pipeline: _, ...rest } = run({ moment: 'failed' });

  expect(outputOf(() => createPowertools('test').measure(pipelineMetrics(rest)))).toEqual([]);
});

import { pipelineMetrics } from '../../src/lambda/pipeline-metrics.ts';
import { createPowertools } from '../../src/lambda/telemetry.ts';
import type { Notification } from '../../src/model/notification.ts';
import { aNotification } from '../support/factories.ts';
import { outputOf } from '../support/output.ts';

/** The metrics of the end of a run with their values, and the dimensions of all of them. */
const written = (notification: Notification) => {
  const { metrics } = createPowertools('test');
  const lines = outputOf(() => pipelineMetrics(metrics)(notification));
  const documents = lines.map((line) => JSON.parse(line));
  const names = documents.map((document) => document._aws.CloudWatchMetrics[0].Metrics[0].Name);
  return {
    values: Object.fromEntries(documents.map((document, at) => [names[at], document[names[at]]])),
    dimensions: documents.map((document) => [document._aws.CloudWatchMetrics[0].Dimensions, document.pipeline]),
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

  for (const [names, pipeline] of dimensions) {
    expect(names.map((each: string[]) => [...each].sort())).toEqual([['pipeline', 'service', 'stage']]);
    expect(pipeline).toBe('storefront');
  }
});

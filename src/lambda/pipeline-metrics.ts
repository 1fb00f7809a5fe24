import type { PipelineMetric } from '../model/metrics.ts';
import type { Notification } from '../model/notification.ts';
import { secondsBetween } from '../text/time.ts';
import type { MetricSet } from './emf.ts';

/** Longest value of a dimension, in characters. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const MAX_DIMENSION_CHARS = 1024;

/** Seconds from the first failure to this success. */
const restoredAfter = ({ moment, transition, time }: Notification): number | undefined =>
  moment === 'succeeded' && transition ? secondsBetween(transition.since, time) : undefined;

/** Seconds from the latest commit to the end of the run; only if AWS states the time of the commit. */
const leadTime = ({ moment, commits, time }: Notification): number | undefined =>
  moment === 'succeeded' ? secondsBetween(commits.find((commit) => commit.time)?.time, time) : undefined;

type Value = readonly [name: PipelineMetric, value: number | undefined, unit: 'Count' | 'Seconds'];

/**
 * The metrics of the end of a pipeline run, by pipeline, for the four DORA measures. A run that is retried has two ends.
 * Each metric is charged separately.
 * @returns no values for an end of anything but a pipeline.
 * @see https://dora.dev/guides/dora-metrics-four-keys/
 */
export const pipelineMetrics = (notification: Notification): MetricSet => {
  const { pipeline, execution, moment, durationSeconds } = notification;
  if (!pipeline) return { values: [] };
  const values: Value[] = [
    ['Runs', 1, 'Count'],
    ['FailedRuns', moment === 'failed' ? 1 : 0, 'Count'],
    // The start of a retried run is that of its first attempt, so its duration would include the pause between them.
    ['RunSeconds', (execution?.attempt ?? 1) > 1 ? undefined : durationSeconds, 'Seconds'],
    ['RestoreSeconds', restoredAfter(notification), 'Seconds'],
    ['LeadSeconds', leadTime(notification), 'Seconds'],
  ];
  return {
    dimensions: { pipeline: pipeline.name.slice(0, MAX_DIMENSION_CHARS) },
    values: values.flatMap(([name, value, unit]) => (value === undefined ? [] : [[name, value, unit] as const])),
  };
};

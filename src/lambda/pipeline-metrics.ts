import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PipelineMetric } from '../model/metrics.ts';
import type { Notification } from '../model/notification.ts';
import { secondsBetween } from '../text/time.ts';

/** Longest value of a dimension, in characters. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const MAX_DIMENSION_CHARS = 1024;

/** Seconds from the first failure to this success. */
const restoredAfter = ({ moment, transition, time }: Notification): number | undefined =>
  moment === 'succeeded' && transition ? secondsBetween(transition.since, time) : undefined;

/** Seconds from the latest commit to the end of the run; only if AWS states the time of the commit. */
const leadTime = ({ moment, commits, time }: Notification): number | undefined =>
  moment === 'succeeded' ? secondsBetween(commits.find((commit) => commit.time)?.time, time) : undefined;

/**
 * Writes metrics of the ends of pipeline runs, by pipeline, for the four DORA measures. A run that is retried has two
 * ends. Each metric is written separately and is charged separately.
 * @see https://dora.dev/guides/dora-metrics-four-keys/
 */
export const pipelineMetrics =
  (metrics: Pick<Metrics, 'singleMetric'>) =>
  (notification: Notification): void => {
    const { pipeline, execution, moment, durationSeconds } = notification;
    if (!pipeline) return;
    const name = pipeline.name.slice(0, MAX_DIMENSION_CHARS);
    const add = (
      metric: PipelineMetric,
      unit: (typeof MetricUnit)[keyof typeof MetricUnit],
      value: number | undefined,
    ): void => {
      if (value === undefined) return;
      const single = metrics.singleMetric();
      single.addDimensions({ pipeline: name });
      // This writes the metric and clears the dimensions.
      single.addMetric(metric, unit, value);
    };
    add('Runs', MetricUnit.Count, 1);
    add('FailedRuns', MetricUnit.Count, moment === 'failed' ? 1 : 0);
    // The start of a retried run is that of its first attempt, so its duration would include the pause between them.
    add('RunSeconds', MetricUnit.Seconds, (execution?.attempt ?? 1) > 1 ? undefined : durationSeconds);
    add('RestoreSeconds', MetricUnit.Seconds, restoredAfter(notification));
    add('LeadSeconds', MetricUnit.Seconds, leadTime(notification));
  };

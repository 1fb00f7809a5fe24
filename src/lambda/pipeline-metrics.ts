import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { PipelineMetric } from '../model/metrics.ts';
import type { Notification } from '../model/notification.ts';
import { secondsBetween } from '../text/time.ts';

/** Longest value of a dimension, in characters. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const MAX_DIMENSION_CHARS = 1024;

/** How long it was red before this success, in seconds. */
const restoredAfter = ({ moment, transition, time }: Notification): number | undefined =>
  moment === 'succeeded' && transition ? secondsBetween(transition.since, time) : undefined;

/** From the latest change until it was through, in seconds; only where AWS tells when the commit was made. */
const leadTime = ({ moment, commits, time }: Notification): number | undefined =>
  moment === 'succeeded' ? secondsBetween(commits.find((commit) => commit.time)?.time, time) : undefined;

/**
 * Counts the ends of pipelines' runs, by pipeline: what the four measures of DORA are made of. A run that is tried again
 * has two ends. Each metric is told by its own and costs as such.
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
      // With this it is written, and the dimensions are gone.
      single.addMetric(metric, unit, value);
    };
    add('Runs', MetricUnit.Count, 1);
    add('FailedRuns', MetricUnit.Count, moment === 'failed' ? 1 : 0);
    // A run that is tried again has begun when it was first tried, and lay still meanwhile.
    add('RunSeconds', MetricUnit.Seconds, (execution?.attempt ?? 1) > 1 ? undefined : durationSeconds);
    add('RestoreSeconds', MetricUnit.Seconds, restoredAfter(notification));
    add('LeadSeconds', MetricUnit.Seconds, leadTime(notification));
  };

import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { DELIVERIES, NAMESPACE } from '../../model/metrics.ts';
import { rejectReasons, skipReasons } from '../../model/outcome.ts';
import { safeLine } from '../../text/safe-line.ts';
import { allPages, type Call } from './operations.ts';

/** How often the deliveries to a target had one outcome. */
export interface DeliveryCount {
  readonly target: string;
  readonly platform: string;
  readonly outcome: string;
  /** Equal to the outcome if there is no further reason. */
  readonly reason: string;
  readonly count: number;
}

const MAX_NAME_CHARS = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_QUERIES = 500;

/** A shorter period is exact at the edges of the span; an answer holds at most 100,800 values. */
const periodSeconds = (from: Date, to: Date): number => (to.getTime() - from.getTime() > 86_400_000 ? 3600 : 300);

const dimensionOf = (dimensions: readonly Dimension[], wanted: string): string =>
  safeLine(dimensions.find(({ Name }) => Name === wanted)?.Value ?? 'unknown', MAX_NAME_CHARS);

const outcomeOf = (reason: string): string => {
  const among = (reasons: readonly string[]) => reasons.includes(reason);
  if (reason === 'delivered') return reason;
  return among(rejectReasons()) ? 'rejected' : among(skipReasons()) ? 'skipped' : 'retried';
};

/** The sum of each metric, in the order of `metrics`. */
const sums = async (call: Call, metrics: readonly Dimension[][], from: Date, to: Date): Promise<number[]> => {
  const totals = metrics.map(() => 0);
  const Period = periodSeconds(from, to);
  const MetricDataQueries = metrics.map((Dimensions, at) => ({
    Id: `m${at}`,
    MetricStat: { Metric: { Namespace: NAMESPACE, MetricName: DELIVERIES, Dimensions }, Period, Stat: 'Sum' },
  }));
  const results = await allPages(async (token) => {
    const input = { MetricDataQueries, StartTime: from, EndTime: to, ...token };
    const { MetricDataResults, NextToken } = await call('cloudwatch GetMetricData', input);
    return [MetricDataResults, NextToken];
  });
  for (const { Id = '', Values = [] } of results) {
    const at = Number(Id.slice(1));
    totals[at] = Values.reduce((sum, value) => sum + value, totals[at] ?? 0);
  }
  return totals;
};

/** Counts a stage's deliveries by target and outcome, from the metric that the deliverer writes. */
export const countDeliveries = async (
  call: Call,
  stage: string,
  { from, to }: { from: Date; to: Date },
): Promise<DeliveryCount[]> => {
  const listed = await allPages(async (token) => {
    const Dimensions = [{ Name: 'stage', Value: stage }];
    const input = { Namespace: NAMESPACE, MetricName: DELIVERIES, Dimensions, ...token };
    const { Metrics, NextToken } = await call('cloudwatch ListMetrics', input);
    return [Metrics, NextToken];
  });
  const metrics = listed.flatMap(({ Dimensions = [] }) => (Dimensions.length > 0 ? [Dimensions] : []));
  const counts: number[] = [];
  for (let at = 0; at < metrics.length; at += MAX_QUERIES) {
    counts.push(...(await sums(call, metrics.slice(at, at + MAX_QUERIES), from, to)));
  }
  const deliveries = metrics.map((dimensions, at) => {
    const reason = dimensionOf(dimensions, 'reason');
    const [target, platform] = [dimensionOf(dimensions, 'target'), dimensionOf(dimensions, 'platform')];
    return { target, platform, outcome: outcomeOf(reason), reason, count: counts[at] ?? 0 };
  });
  return deliveries
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.target.localeCompare(b.target) || b.count - a.count || a.reason.localeCompare(b.reason));
};

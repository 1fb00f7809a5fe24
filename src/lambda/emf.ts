import { type Count, NAMESPACE } from '../model/metrics.ts';

/** Metrics that have the same dimensions. */
export interface MetricSet {
  /** Dimensions besides {@link COMMON_DIMENSIONS}. No value may be empty. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [name: string, value: number, unit: 'Count' | 'Seconds'])[];
}

/** Members that every line has, and dimensions of every metric. */
const COMMON_DIMENSIONS = ['service', 'stage'];

/** One of each of these. */
export const counts = (...names: readonly Count[]): MetricSet => ({ values: names.map((name) => [name, 1, 'Count']) });

/**
 * The members by which CloudWatch reads metrics from one line of JSON: the values, the dimensions, and `_aws`.
 * @param sets must not have different values for one dimension or one metric.
 * @returns no member if there is no value.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embedMetrics = (sets: readonly MetricSet[], now: Date): Readonly<Record<string, unknown>> => {
  const written = sets.filter(({ values }) => values.length > 0);
  if (written.length === 0) return {};
  return {
    ...Object.assign({}, ...written.map(({ dimensions }) => dimensions)),
    ...Object.fromEntries(written.flatMap(({ values }) => values.map(([name, value]) => [name, value]))),
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: written.map(({ dimensions = {}, values }) => ({
        Namespace: NAMESPACE,
        Dimensions: [[...COMMON_DIMENSIONS, ...Object.keys(dimensions)]],
        Metrics: values.map(([Name, , Unit]) => ({ Name, Unit })),
      })),
    },
  };
};

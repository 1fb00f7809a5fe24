import * as z from 'zod';

const name = z.string().min(1).max(1024);
const Directive = z.strictObject({
  Namespace: name,
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z.array(z.strictObject({ Name: name, Unit: z.enum(['Count', 'Seconds']) })).max(100),
});
const Document = z.looseObject({
  _aws: z.strictObject({ Timestamp: z.int(), CloudWatchMetrics: z.array(Directive).min(1) }),
});

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The metrics that CloudWatch reads from one line.
 * @throws if the line is no valid document, a dimension has no text, or a metric has no number.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricsOf = (line: object): Metric[] => {
  const document = Document.parse(line);
  return document._aws.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((keys) => {
      const dimensions = Object.fromEntries(keys.map((key) => [key, name.parse(document[key])]));
      return Metrics.map(({ Name, Unit }) => ({
        namespace,
        name: Name,
        value: z.number().parse(document[Name]),
        unit: Unit,
        dimensions,
      }));
    }),
  );
};

/** The sums of the metrics with the dimensions `service` and `stage` alone, which alarms read. */
export const countsOf = (metrics: readonly Metric[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { name: metric, value, dimensions } of metrics) {
    if (Object.keys(dimensions).sort().join() === 'service,stage') sums[metric] = (sums[metric] ?? 0) + value;
  }
  return sums;
};

import type { Alarm, AlarmMetric } from './alarm.ts';

/** AWS's limit for metric names, in characters. */
const MAX_NAME_CHARS = 255;

/** The time series that the alarm evaluates. An anomaly detector's band is a result too, but not what is measured. */
export const resultOf = ({ metrics }: Alarm): AlarmMetric | undefined =>
  metrics.find(({ isResult, expression }) => isResult && !/^ANOMALY_DETECTION_BAND\b/i.test(expression ?? '')) ??
  metrics[0];

/** `SELECT MAX(disk_used_percent) FROM "CWAgent" GROUP BY InstanceId` or `FROM SCHEMA("CWAgent", InstanceId)`. */
const QUERY =
  /^\s*SELECT\s+(AVG|COUNT|MAX|MIN|SUM)\(\s*"?([^")]{1,255})"?\s*\)\s+FROM\s+(?:SCHEMA\(\s*)?(?:"([^"]{1,255})"|([\w./#:-]{1,255}))/i;

const STATISTICS: Readonly<Record<string, string>> = {
  AVG: 'Average',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};

/** The metric itself, also that of a Metrics Insights query. */
export const measuredOf = (metric: AlarmMetric): AlarmMetric => {
  const [, statistic, name, quoted, plain] = QUERY.exec(metric.expression ?? '') ?? [];
  if (!name) return metric;
  return { ...metric, name, namespace: quoted ?? plain, statistic: STATISTICS[statistic?.toUpperCase() ?? ''] };
};

/** Metrics with one unit in all Regions and accounts. CloudWatch names the unit only if the alarm filters by it. */
const UNITS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS/ApiGateway': { Latency: 'Milliseconds', IntegrationLatency: 'Milliseconds' },
  'AWS/ApplicationELB': { TargetResponseTime: 'Seconds' },
  'AWS/CodeBuild': { Duration: 'Seconds' },
  'AWS/DynamoDB': { SuccessfulRequestLatency: 'Milliseconds' },
  'AWS/EC2': { NetworkIn: 'Bytes', NetworkOut: 'Bytes' },
  'AWS/ELB': { Latency: 'Seconds' },
  'AWS/Kinesis': { 'GetRecords.IteratorAgeMilliseconds': 'Milliseconds' },
  'AWS/Lambda': {
    Duration: 'Milliseconds',
    IteratorAge: 'Milliseconds',
    PostRuntimeExtensionsDuration: 'Milliseconds',
  },
  'AWS/RDS': {
    FreeStorageSpace: 'Bytes',
    FreeableMemory: 'Bytes',
    ReadLatency: 'Seconds',
    ReplicaLag: 'Seconds',
    SwapUsage: 'Bytes',
    WriteLatency: 'Seconds',
  },
  'AWS/S3': { FirstByteLatency: 'Milliseconds', TotalRequestLatency: 'Milliseconds' },
  'AWS/SQS': { ApproximateAgeOfOldestMessage: 'Seconds' },
  'AWS/States': { ExecutionTime: 'Milliseconds' },
};

/** Of these metrics every AWS service that has them publishes percentages. */
const PERCENT = /^(?:(?:Engine)?CPUUtilization|MemoryUtilization|DatabaseMemoryUsagePercentage)$/;

/** CloudWatch's unit of the values; `undefined` where it is not certain. */
export const unitOf = (metric: AlarmMetric, stated: string | undefined): string | undefined => {
  const { name = '', namespace = '', statistic = '', unit } = measuredOf(metric);
  // The number of samples and percentile ranks have units of their own.
  if (/^(?:SampleCount|PR\()/i.test(statistic)) return undefined;
  const known = [stated, unit].find((each) => each && each !== 'None');
  if (known) return known;
  if (metric.expression && name === metric.name) return undefined;
  if (/(?:^|_)percent(?:_|$)|(?:Percent|Percentage)$/.test(name)) return 'Percent';
  if (namespace.startsWith('AWS/') && PERCENT.test(name)) return 'Percent';
  const units = Object.hasOwn(UNITS, namespace) ? UNITS[namespace] : undefined;
  return units && Object.hasOwn(units, name) ? units[name] : undefined;
};

/** Words of a name in camel case or with underscores. Abbreviations keep their capitals. */
const split = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_.\s-]+/g, ' ')
    .trim()
    .replace(/\b[A-Z][a-z]+/g, (word) => word.toLowerCase());

/**
 * The metric in words: `CPU utilization`, `errors`. `undefined` if its name is no words, such as
 * `HTTPCode_Target_5XX_Count`, or is a formula.
 */
export const wordsOf = (metric: AlarmMetric, unit: string | undefined): string | undefined => {
  const { name, expression } = measuredOf(metric);
  if (!name || name.length > MAX_NAME_CHARS || /^Expression\d*$/i.test(name) || /[$[\]{}()]/.test(name))
    return undefined;
  // The label of an expression is a person's own.
  if (expression && name === metric.name) return name;
  if (!/^[A-Za-z][A-Za-z_.-]*$/.test(name)) return undefined;
  const words = split(name);
  return (
    (unit === 'Percent' ? words.replace(/ (?:percent|percentage)$/i, '') : words.replace(/ count$/i, 's')) || undefined
  );
};

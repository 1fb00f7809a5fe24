import { type Counts, type Load, usageOf } from './cost-usage.ts';
import type { Properties } from './decided-template.ts';
import { type Allowance, FREE, type Prices } from './prices.ts';

/** One line of the table: an amount of one month and its price. */
export interface Line {
  readonly what: string;
  readonly amount: number;
  readonly unit: string;
  /** US dollars, at the list price. */
  readonly list: number;
  /** US dollars, if nothing else in the account uses the free allowance. */
  readonly net: number;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Properties;
}

/** Metrics of an alarm that are billed. @see https://aws.amazon.com/cloudwatch/pricing/ */
const metricsOf = ({ Metrics }: Properties): number =>
  Metrics ? Metrics.filter((each: Properties) => each.MetricStat).length : 1;

/** Counts the resources of a packaged template that cost something. */
export const countsOf = (template: Properties): Counts => {
  const resources = Object.values(template.Resources as Record<string, Resource>);
  const ofType = (type: string): Properties[] =>
    resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const queues = ofType('AWS::Lambda::EventSourceMapping').map(({ EventSourceArn }) => {
    const [id] = EventSourceArn['Fn::GetAtt'];
    return template.Resources[id].Properties;
  });
  const functions = ofType('AWS::Lambda::Function');
  const variables = functions.map(({ Environment }) => Environment?.Variables ?? {});
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
  return {
    alarmMetrics: sum(ofType('AWS::CloudWatch::Alarm').map(metricsOf)),
    rules: ofType('AWS::Events::Rule').length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    keys: ofType('AWS::KMS::Key').length,
    standardQueues: queues.filter(({ FifoQueue }) => FifoQueue !== true).length,
    fifoQueues: queues.filter(({ FifoQueue }) => FifoQueue === true).length,
    memoryMb: Math.max(...functions.map(({ MemorySize }) => Number(MemorySize))),
    logRetentionDays: Math.max(...ofType('AWS::Logs::LogGroup').map(({ RetentionInDays }) => Number(RetentionInDays))),
    archiveDays: Math.max(0, ...ofType('AWS::Events::Archive').map(({ RetentionDays }) => Number(RetentionDays))),
    pipelineMetrics: variables.some(({ PIPELINE_METRICS }) => PIPELINE_METRICS === 'true'),
  };
};

type Item = readonly [what: string, amount: number, unit: string, price: number, allowance?: Allowance];

/** The lines of the table, also those that cost nothing, with the free allowances given out in their order. */
export const linesOf = (counts: Counts, load: Load, prices: Prices): Line[] => {
  const use = usageOf(counts, load);
  const items: Item[] = [
    ['Lambda: requests', use.lambdaRequests, 'requests', prices.lambdaRequest, 'lambdaRequests'],
    ['Lambda: duration', use.lambdaGbSeconds, 'GB-s', prices.lambdaGbSecond, 'lambdaGbSeconds'],
    ['SNS: publishes', use.snsPublishes, 'messages', prices.snsPublish, 'snsPublishes'],
    ['SQS: FIFO queue', use.sqsFifo, 'requests', prices.sqsFifo, 'sqsRequests'],
    ['SQS: standard queue', use.sqsStandard, 'requests', prices.sqsStandard, 'sqsRequests'],
    ['DynamoDB: writes', use.dynamodbWrites, 'units', prices.dynamodbWrite],
    ['DynamoDB: reads', use.dynamodbReads, 'units', prices.dynamodbRead],
    ['DynamoDB: storage', use.tableGb, 'GB', prices.dynamodbStorage, 'dynamodbGb'],
    ['DynamoDB: backup', use.tableGb, 'GB', prices.dynamodbBackup],
    ['Logs: ingestion', use.logGb, 'GB', prices.logsIngested, 'logsGb'],
    ['Logs: storage', use.logStoredGb, 'GB', prices.logsStored],
    ['Alarms', counts.alarmMetrics, 'metrics', prices.alarmMetric, 'alarmMetrics'],
    ['Metrics of the stage', use.metrics.stage, 'metrics', prices.metric, 'metrics'],
    ['Metrics of targets', use.metrics.targets, 'metrics', prices.metric, 'metrics'],
    ['Metrics of pipelines', use.metrics.pipelines, 'metrics', prices.metric, 'metrics'],
    ['Dashboard', counts.dashboards, 'dashboards', prices.dashboard, 'dashboards'],
    ['KMS: keys', counts.keys, 'keys', prices.kmsKey],
    ['KMS: requests', use.kmsRequests, 'requests', prices.kmsRequest, 'kmsRequests'],
    ['EventBridge: rules', counts.rules, 'rules', 0],
    ['EventBridge: archiving', use.archiveGb, 'GB', prices.archiveProcessed],
    ['EventBridge: archive', use.archiveStoredGb, 'GB', prices.archiveStored],
    ['Parameter Store', load.targets, 'targets', 0],
  ];
  const left: Record<Allowance, number> = { ...FREE };
  return items.map(([what, amount, unit, price, allowance]) => {
    const free = allowance ? Math.min(amount, left[allowance]) : 0;
    if (allowance) left[allowance] -= free;
    return { what, amount, unit, list: amount * price, net: (amount - free) * price };
  });
};

export const total = (lines: readonly Line[], key: 'list' | 'net'): number =>
  lines.reduce((sum, line) => sum + line[key], 0);

/** US dollars with cents. Less than half a cent that is not nothing is written as such. */
export const dollars = (amount: number): string => (amount > 0 && amount < 0.005 ? '<0.01' : amount.toFixed(2));

// How much of each AWS service a stack uses in a month. The numbers per event and per delivery are upper bounds that were
// measured with the functions over AWS in memory (requests), from their log lines (bytes), or assumed (seconds).

/** What the template of a stack has. */
export interface Counts {
  /** Metrics that the alarms read: an alarm on an expression counts once for each metric in it. */
  readonly alarmMetrics: number;
  readonly rules: number;
  readonly dashboards: number;
  readonly keys: number;
  /** Queues that invoke a function. */
  readonly standardQueues: number;
  readonly fifoQueues: number;
  readonly memoryMb: number;
  readonly logRetentionDays: number;
  /** Days that EventBridge keeps events, or 0. */
  readonly archiveDays: number;
  readonly pipelineMetrics: boolean;
}

/** What happens in a month. */
export interface Load {
  readonly pipelines: number;
  /** Events that the router gets: each start and each end of a run is one. */
  readonly events: number;
  readonly targets: number;
  /** Targets whose filters match an event, on average. */
  readonly perEvent: number;
  /** Hours in which events arrive. */
  readonly hours: number;
}

export const ASSUMED = {
  routerSeconds: 0.25,
  /** Half of it is the wait for the receiver. */
  delivererSeconds: 0.4,
  /** INIT, and the first calls of a new function instance, in addition to the seconds above. */
  coldSeconds: 0.8,
  /** A function instance that is idle for so many minutes is gone. */
  idleMinutes: 10,
  /** Share of deliveries that fail once and are retried. */
  failingShare: 0.01,
  /** With the lines of Lambda itself. */
  routerLogBytes: 1100,
  delivererLogBytes: 1250,
  /** Lambda's pollers of one queue, each with a long poll of 20 seconds. They do not become fewer with MaximumConcurrency. */
  pollers: 5,
  pollSeconds: 20,
  /** Requests to SQS for an event (send), and for a delivery (receives and a delete). */
  sqsPerEvent: 1,
  sqsPerDelivery: 6,
  /** Units of DynamoDB for an event of a pipeline, and for a delivery to a platform with conversations. */
  readsPerEvent: 4,
  writesPerEvent: 6,
  readsPerDelivery: 4,
  writesPerDelivery: 5,
  /** Bytes of rows: of a delivery for 15 days, of a conversation for 63 days. */
  rowBytes: 15 * 200 + 63 * 1500,
  /** CloudWatch stores logs compressed to this share. */
  logCompression: 0.15,
  archivedBytes: 2000,
} as const;

export const HOURS_PER_MONTH = 730;
const DAYS_PER_MONTH = HOURS_PER_MONTH / 24;
const GB = 1_000_000_000;

/** Periods in which at least one of `count` things happens, if they are spread at random over `periods`. */
export const busy = (count: number, periods: number): number =>
  periods > 0 ? periods * (1 - Math.exp(-count / periods)) : 0;

/**
 * Metric-months: CloudWatch bills a metric for each hour in which it is sent.
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
const metricsOf = ({ pipelineMetrics }: Counts, { pipelines, events, targets, perEvent, hours }: Load) => {
  const deliveries = events * perEvent;
  const months = (count: number): number => busy(count, hours) / HOURS_PER_MONTH;
  const each = targets > 0 ? deliveries / targets : 0;
  return {
    stage: months(events) + months(deliveries) + months(deliveries * ASSUMED.failingShare),
    // One for the reason `delivered`, one for a reason of failures.
    targets: targets * (months(each) + months(each * ASSUMED.failingShare)),
    pipelines: pipelineMetrics && pipelines > 0 ? 5 * pipelines * months(events / 2 / pipelines) : 0,
  };
};

/** Requests to KMS, also for the free keys of AWS: targets are decrypted one by one, and read at most once a minute. */
const kmsRequestsOf = ({ events, targets, perEvent, hours }: Load): number => {
  const minutes = hours * 60;
  const each = targets > 0 ? (events * perEvent) / targets : 0;
  const topic = 2 * busy(events, minutes / 5);
  return topic + targets * busy(events, minutes) + targets * busy(each, minutes);
};

/** Amounts of one month, in the units of {@link Prices}. */
export const usageOf = (counts: Counts, load: Load) => {
  const { events, perEvent, hours } = load;
  const deliveries = events * perEvent;
  const windows = (hours * 60) / ASSUMED.idleMinutes;
  const cold = busy(events, windows) + busy(deliveries, windows);
  const seconds = events * ASSUMED.routerSeconds + deliveries * ASSUMED.delivererSeconds + cold * ASSUMED.coldSeconds;
  const polls = (ASSUMED.pollers * HOURS_PER_MONTH * 3600) / ASSUMED.pollSeconds;
  const logGb = (events * ASSUMED.routerLogBytes + deliveries * ASSUMED.delivererLogBytes) / GB;
  const tableGb = (deliveries * ASSUMED.rowBytes) / DAYS_PER_MONTH / GB;
  const archiveGb = counts.archiveDays > 0 ? (events * ASSUMED.archivedBytes) / GB : 0;
  return {
    coldShare: events > 0 ? busy(events, windows) / events : 0,
    lambdaRequests: events + deliveries,
    lambdaGbSeconds: (seconds * counts.memoryMb) / 1024,
    sqsStandard: polls * counts.standardQueues,
    sqsFifo: polls * counts.fifoQueues + events * ASSUMED.sqsPerEvent + deliveries * ASSUMED.sqsPerDelivery,
    snsPublishes: events,
    dynamodbWrites: events * ASSUMED.writesPerEvent + deliveries * ASSUMED.writesPerDelivery,
    dynamodbReads: events * ASSUMED.readsPerEvent + deliveries * ASSUMED.readsPerDelivery,
    tableGb,
    logGb,
    logStoredGb: (logGb * ASSUMED.logCompression * counts.logRetentionDays) / DAYS_PER_MONTH,
    metrics: metricsOf(counts, load),
    kmsRequests: kmsRequestsOf(load),
    archiveGb,
    archiveStoredGb: (archiveGb * counts.archiveDays) / DAYS_PER_MONTH,
  };
};

/** When the prices were read. Pages of AWS change without notice, so read them again for a budget. */
export const PRICES_OF = '2026-11';

/** Where the prices are from. */
export const PRICE_PAGES = {
  Lambda: 'https://aws.amazon.com/lambda/pricing/',
  SQS: 'https://aws.amazon.com/sqs/pricing/',
  SNS: 'https://aws.amazon.com/sns/pricing/',
  EventBridge: 'https://aws.amazon.com/eventbridge/pricing/',
  DynamoDB: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  CloudWatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  KMS: 'https://aws.amazon.com/kms/pricing/',
  'Systems Manager': 'https://aws.amazon.com/systems-manager/pricing/',
} as const;

/** US dollars without taxes, for the first tier of each price. */
export interface Prices {
  /** Per request of a function. */
  readonly lambdaRequest: number;
  /** Per GB-second on arm64. INIT counts since August 2025. */
  readonly lambdaGbSecond: number;
  /** Per request of up to 64 KB. An empty receive is a request. */
  readonly sqsStandard: number;
  readonly sqsFifo: number;
  /** Per message of up to 64 KB. Deliveries to Lambda cost nothing. */
  readonly snsPublish: number;
  /** Per write request unit (1 KB) and per read request unit (4 KB, strongly consistent), on demand. */
  readonly dynamodbWrite: number;
  readonly dynamodbRead: number;
  /** Per GB and month: the table, and its continuous backup. */
  readonly dynamodbStorage: number;
  readonly dynamodbBackup: number;
  /** Per GB of log. */
  readonly logsIngested: number;
  /** Per compressed GB and month. */
  readonly logsStored: number;
  /** Per metric and month, prorated by the hour: only hours in which the metric is sent count. */
  readonly metric: number;
  /** Per metric that an alarm reads, and month. */
  readonly alarmMetric: number;
  readonly dashboard: number;
  /** Per key and month. The first and the second rotation add a dollar each, which later ones do not. */
  readonly kmsKey: number;
  readonly kmsRequest: number;
  /** Per GB that EventBridge archives, and per GB and month that it keeps. */
  readonly archiveProcessed: number;
  readonly archiveStored: number;
}

const million = (dollars: number): number => dollars / 1_000_000;

const US_EAST_1: Prices = {
  lambdaRequest: million(0.2),
  lambdaGbSecond: 0.000_013_333_4,
  sqsStandard: million(0.4),
  sqsFifo: million(0.5),
  snsPublish: million(0.5),
  dynamodbWrite: million(0.625),
  dynamodbRead: million(0.125),
  dynamodbStorage: 0.25,
  dynamodbBackup: 0.2,
  logsIngested: 0.5,
  logsStored: 0.03,
  metric: 0.3,
  alarmMetric: 0.1,
  dashboard: 3,
  kmsKey: 1,
  kmsRequest: 0.03 / 10_000,
  archiveProcessed: 0.1,
  archiveStored: 0.023,
};

export const REGIONS = {
  'us-east-1': US_EAST_1,
  'eu-west-1': {
    ...US_EAST_1,
    dynamodbWrite: million(0.705),
    dynamodbRead: million(0.1415),
    dynamodbStorage: 0.283,
    dynamodbBackup: 0.2264,
    logsIngested: 0.57,
  },
  'eu-central-1': {
    ...US_EAST_1,
    dynamodbWrite: million(0.7625),
    dynamodbRead: million(0.1525),
    dynamodbStorage: 0.306,
    dynamodbBackup: 0.2448,
    logsIngested: 0.63,
    logsStored: 0.0324,
  },
} as const satisfies Record<string, Prices>;
export type Region = keyof typeof REGIONS;

/** What each account gets every month without an end date. All stacks and services of the account share it. */
export const FREE = {
  lambdaRequests: 1_000_000,
  lambdaGbSeconds: 400_000,
  sqsRequests: 1_000_000,
  snsPublishes: 1_000_000,
  dynamodbGb: 25,
  logsGb: 5,
  metrics: 10,
  alarmMetrics: 10,
  dashboards: 3,
  kmsRequests: 20_000,
} as const;
export type Allowance = keyof typeof FREE;

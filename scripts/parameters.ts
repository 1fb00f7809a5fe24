import { EVENT_LEVELS } from './rules.ts';

/** Returns what was expected of the value, or `undefined` if it is valid. `sources` are the event sources with rules. */
type Check = (value: string, sources: readonly string[]) => string | undefined;

export interface Parameter {
  /** The same value as in serverless.yml. */
  readonly default: string;
  readonly description: string;
  readonly check: Check;
}

/** Retention periods that CloudWatch Logs accepts, in days. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const MAX_ENRICHMENT_MS = 8000;
/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
const CONCURRENCY = { min: 2, max: 1000 };
/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MEMORY_MB = { min: 128, max: 10240 };
/** A choice of this project: EventBridge has no upper limit. */
const MAX_ARCHIVE_DAYS = 3650;

/** The name in `candidates` that is most like `name`, if it differs in at most a third of its characters. */
export const nearest = (name: string, candidates: readonly string[]): string | undefined => {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (const [i, char] of [...a].entries()) {
      const next = [i + 1];
      for (let j = 0; j < b.length; j += 1) {
        const replaced = (row[j] ?? 0) + (char === b[j] ? 0 : 1);
        next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
      }
      row = next;
    }
    return row.at(-1) ?? 0;
  };
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return best?.candidate;
};

const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `expected ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

const wholeNumber =
  (max: number, min = 0): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `expected a whole number from ${min} to ${max}`;

const matching =
  (pattern: RegExp, expected: string): Check =>
  (value) =>
    value === '' || pattern.test(value) ? undefined : `expected ${expected}`;

/** Names of event sources, separated by commas, or `all`. */
const sourceNames: Check = (value, sources) => {
  const names = value.split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== 'all' && !sources.includes(name));
  if (unknown === undefined) return undefined;
  const suggestion = nearest(unknown, sources);
  return suggestion === undefined
    ? `expected all, or names separated by commas, of ${sources.join(', ')}`
    : `unknown event source ${unknown}, did you mean ${suggestion}?`;
};

const TOPIC = matching(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/, 'the ARN of a standard SNS topic');

const KEY = matching(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key, not of an alias');

const arnList = (service: string, prefix: string): Check => {
  const arn = `arn:[\\w-]+:${service}:[\\w*-]+:[\\d*]+:${prefix}[^\\s,]+`;
  return matching(
    new RegExp(`^${arn}(,${arn})*$`),
    `ARNs like arn:aws:${service}:us-east-1:111122223333:${prefix}name, separated by commas without spaces`,
  );
};

const LOG_GROUP = 'arn:[\\w-]+:logs:[\\w*-]+:\\d{12}:log-group:[\\w./#-]+:?\\*';
const LOG_GROUPS = matching(
  new RegExp(`^${LOG_GROUP}(,${LOG_GROUP})*$`),
  'ARNs like arn:aws:logs:*:111122223333:log-group:/builds/*, which end in *, separated by commas without spaces',
);

/** Every parameter of the stack, by name. */
export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  sources: {
    default: 'codepipeline',
    description: 'event sources with rules on EventBridge: names separated by commas, or all',
    check: sourceNames,
  },
  levels: {
    default: 'pipeline',
    description: 'state changes of CodePipeline: pipeline, stage (and pipelines), action (all three) or none',
    check: oneOf(...EVENT_LEVELS),
  },
  archiveDays: {
    default: '0',
    description: 'days that EventBridge keeps events for a replay, 0 for no archive',
    check: wholeNumber(MAX_ARCHIVE_DAYS),
  },
  accounts: {
    default: '',
    description: "accounts whose events are delivered, in addition to the stack's own",
    check: matching(/^\d{12}(,\d{12})*$/, 'account ids of 12 digits, separated by commas without spaces'),
  },
  allowPrivateTargets: {
    default: 'false',
    description: 'allow targets with http, private addresses and any host',
    check: oneOf('true', 'false'),
  },
  maximumConcurrency: {
    default: '10',
    description: 'how many lanes the deliverer works at the same time, at most',
    check: wholeNumber(CONCURRENCY.max, CONCURRENCY.min),
  },
  memorySize: {
    default: '512',
    description: 'memory of both functions in MB, which decides their share of a processor',
    check: wholeNumber(MEMORY_MB.max, MEMORY_MB.min),
  },
  topicArn: { default: '', description: 'an existing SNS topic to use instead of a new one', check: TOPIC },
  topicKeyArn: {
    default: '',
    description: 'a KMS key for the topic',
    check: KEY,
  },
  tableKeyArn: { default: '', description: 'a KMS key for the table', check: KEY },
  secretParameters: {
    default: '',
    description: 'further parameters that hold shared secrets of targets',
    check: arnList('ssm', 'parameter/'),
  },
  secretArns: {
    default: '',
    description: 'further shared secrets of targets in Secrets Manager',
    check: arnList('secretsmanager', 'secret:'),
  },
  alarmTopicArn: { default: '', description: 'an existing SNS topic that the alarms notify', check: TOPIC },
  alertEmail: {
    default: '',
    description: 'an e-mail address that the alarms notify',
    check: matching(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'one e-mail address'),
  },
  fipsEndpoints: { default: 'false', description: 'call the FIPS endpoints of AWS', check: oneOf('true', 'false') },
  dashboard: { default: 'true', description: 'create a CloudWatch dashboard', check: oneOf('true', 'false') },
  pipelineMetrics: { default: 'false', description: 'write metrics per pipeline', check: oneOf('true', 'false') },
  logRetentionDays: {
    default: '30',
    description: 'days that the logs of the functions are kept',
    check: oneOf(...LOG_RETENTION_DAYS.map(String)),
  },
  enrichmentMs: {
    default: '2500',
    description: 'milliseconds for asking AWS about one event, 0 to ask nothing',
    check: wholeNumber(MAX_ENRICHMENT_MS),
  },
  buildLogGroups: {
    default: '',
    description: 'further log groups of builds that the router may read',
    check: LOG_GROUPS,
  },
  enrichmentRole: {
    default: '',
    description: 'name of a role in the listed accounts that is assumed to ask about their pipelines',
    check: matching(/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'the name of an IAM role, of at most 64 characters'),
  },
  permissionsBoundary: {
    default: '',
    description: 'a policy that limits the roles of the stack',
    check: matching(/^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/, 'the ARN of an IAM policy'),
  },
};

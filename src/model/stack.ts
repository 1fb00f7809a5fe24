/** Environment variables that the router cannot start without. The template sets them; none is a secret. */
export const ROUTER_VARIABLES = [
  'STAGE',
  'TARGETS_PATH',
  'DELIVERIES_QUEUE_URL',
  'UNROUTED_QUEUE_URL',
  'DEAD_LETTERS_QUEUE_URL',
  'TOPIC_ARN',
  'LEDGER_TABLE',
  'SETTINGS_NAME',
] as const;

/** Environment variables that the router reads if they are set. */
export const ROUTER_OPTIONS = [
  'ACCOUNTS',
  'ENRICHMENT_MS',
  'ENRICHMENT_ROLE',
  'PIPELINE_METRICS',
  'URL_SUFFIX',
  'AWS_USE_FIPS_ENDPOINT',
] as const;

/** Environment variables that the deliverer cannot start without. */
export const DELIVERER_VARIABLES = [
  'STAGE',
  'TARGETS_PATH',
  'LEDGER_TABLE',
  'DELIVERIES_QUEUE_URL',
  'DEAD_LETTERS_QUEUE_URL',
] as const;

/** Environment variables that the deliverer reads if they are set. */
export const DELIVERER_OPTIONS = [
  'ALLOW_PRIVATE_TARGETS',
  'ACCOUNT_ID',
  'URL_SUFFIX',
  'AWS_USE_FIPS_ENDPOINT',
] as const;

/** The CloudFormation stack of a stage, and the prefix of every name in it. */
export const stackName = (stage: string): string => `pipebell-${stage}`;

/** The queues of a stage. `deliveries` is a FIFO queue, whose name must end in `.fifo`; the others are standard queues. */
export const queueNames = (stage: string) => ({
  deliveries: `${stackName(stage)}-deliveries.fifo`,
  unrouted: `${stackName(stage)}-unrouted`,
  deadLetters: `${stackName(stage)}-dead-letters`,
});

/** The DynamoDB table of a stage. */
export const ledgerName = (stage: string): string => `${stackName(stage)}-ledger`;

/**
 * The beginnings of the keys of the table's rows, by the function that reads and writes them: `h_` histories, `r_` runs,
 * `f_` filters; `c_` conversations, `d_` deliveries, `g_` lanes, `p_` people, `s_` summaries, `t_` ends of attempts. No
 * role may touch other rows.
 */
export const KEY_PREFIXES = {
  router: ['h_', 'r_', 'f_'],
  deliverer: ['c_', 'd_', 'g_', 'p_', 's_', 't_'],
} as const;

/** The parameter with a stage's settings. */
export const settingsName = (stage: string): string => `/pipebell/${stage}/settings`;

/** The folder of a stage's targets in Parameter Store, without a slash at the end. */
export const targetsPath = (stage: string): string => `/pipebell/${stage}/targets`;

/** The folder of a stage's secrets in Parameter Store, with one folder for each target. */
export const secretsPath = (stage: string): string => `/pipebell/${stage}/secrets`;

/** The beginning of the names of a stage's secrets in Secrets Manager, followed by a target's name and `/`. */
export const secretsPrefix = (stage: string): string => `pipebell/${stage}/`;

/** The folder of the secrets that belong to no single target. A target of this name has no secrets of its own. */
export const SHARED_SECRETS = 'shared';

/** A target's name, which is also the message group of its deliveries: 1 to 100 letters, digits, `.`, `-` or `_`. */
const TARGET_NAME = /^[\w.-]{1,100}$/;

export const isTargetName = (name: string): boolean => TARGET_NAME.test(name);

import { LEDGER_TABLE, QUEUES, SETTINGS_NAME, TARGETS_PATH, TOPIC_ARN } from '../src/local/aws.ts';

/** Variables that the stack sets for its functions, with the names of AWS in memory. */
export const STACK_VARIABLES = {
  STAGE: 'local',
  TARGETS_PATH,
  SETTINGS_NAME,
  LEDGER_TABLE,
  TOPIC_ARN,
  DELIVERIES_QUEUE_URL: QUEUES.deliveries,
  UNROUTED_QUEUE_URL: QUEUES.unrouted,
  DEAD_LETTERS_QUEUE_URL: QUEUES.deadLetters,
} as const;

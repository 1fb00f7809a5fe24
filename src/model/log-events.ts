/**
 * The values of the field `event`, which every log line of the two functions has. Readers of the logs (the CLI, metric
 * filters, saved queries) select lines by it and never by the message.
 */
export const LOG_EVENTS = [
  /** Router: an event became deliveries; the field `targets` names them. */
  'routed',
  /**
   * Router: an event was read, but the stage has no target. With the level `error`, all targets have disappeared within a
   * day, and the event waits for them.
   */
  'no-targets',
  /** Router: an event could not be routed and will be retried. */
  'unrouted',
  /** Router: a message from an unexpected topic was rejected. */
  'foreign-topic',
  /** Router: an event of an account that may not send was rejected; the field `account` names it. */
  'foreign-account',
  /** Router: the end-to-end test of `doctor` arrived. */
  'probe',
  /** Router: a lookup failed; the notification is routed without its result. */
  'enrichment-incomplete',
  /** Both: a target's configuration is invalid. */
  'target-invalid',
  /** Both: a secret that a target refers to could not be read. */
  'secret-unavailable',
  /** Both: Parameter Store did not answer; the cached targets are used. */
  'targets-stale',
  /** Deliverer: the receiver accepted the message. */
  'delivered',
  /** Deliverer: no success yet; the delivery stays on the queue. */
  'retry',
  /** Deliverer: the delivery was given up and became a dead letter. */
  'rejected',
  /** Deliverer: the delivery needed no request. */
  'skipped',
  /** Deliverer: a target has failed for 15 minutes or longer; its deliveries wait. */
  'target-down',
  /** Deliverer: a delivery failed while others of its target succeeded, so it moved to a lane of its own. */
  'set-aside',
  /** Deliverer: the platform did not say who the author of a commit is; the alert mentions no author. */
  'author-unknown',
  /** Deliverer: a lane was returned to the queue without work. */
  'lane-returned',
  /** Deliverer: a summary of deliveries was opened, extended or posted. */
  'summary',
  /**
   * Both: DynamoDB did not answer. Deliveries continue without duplicate detection, and events are routed without
   * their history.
   */
  'ledger-unavailable',
  /** Both: the made-up event at the start was not handled; the first event takes longer. */
  'priming-failed',
] as const;

export type LogEvent = (typeof LOG_EVENTS)[number];

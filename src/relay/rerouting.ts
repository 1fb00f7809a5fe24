import type { DeadLetter } from '../model/delivery.ts';
import { type Failure, type Incoming, type RoutingPorts, routeBatch } from './routing.ts';

/** A message of the `unrouted` queue with the messages that it contains. */
export interface Unrouted {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receives: number;
  readonly sentAt: Date;
  readonly firstReceivedAt: Date;
  readonly incoming: readonly Incoming[];
}

export interface ReroutingPorts extends RoutingPorts {
  /** Hides a message of the `unrouted` queue. */
  postpone(message: Unrouted, seconds: number): Promise<void>;
  bury(deadLetter: DeadLetter): Promise<void>;
  now(): Date;
  /** From 0 to 1. */
  random(): number;
}

/** Waits between receives, in seconds, the last one repeatedly: so the end of an outage is noticed within 20 minutes. */
const WAIT_SECONDS = [5, 30, 120, 600, 1200];
const MAX_WAIT_SECONDS = 1200;

/** The visibility timeout of the `unrouted` queue in infra/queues.yml, which applies where no other wait is set. */
export const UNROUTED_TIMEOUT_SECONDS = 1170;

/**
 * A message can be hidden for 12 hours. SQS's documentation does not say clearly whether from its first receive on, so
 * it is counted from there.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
const MAX_VISIBILITY_SECONDS = 43_200;

/** Age at which an event is given up: the queue deletes it after 14 days. */
const GIVE_UP_MS = 13 * 24 * 3600_000;

/** @returns `undefined` if the queue's own visibility timeout must do. */
const waitOf = ({ receives, firstReceivedAt }: Unrouted, { now, random }: ReroutingPorts): number | undefined => {
  const scheduled = WAIT_SECONDS[Math.max(receives, 1) - 1] ?? MAX_WAIT_SECONDS;
  const seconds = Math.min(MAX_WAIT_SECONDS, Math.ceil(scheduled * (0.9 + 0.2 * random())));
  const age = (now().getTime() - firstReceivedAt.getTime()) / 1000;
  return age + seconds <= MAX_VISIBILITY_SECONDS ? seconds : undefined;
};

/** @returns whether the message stays on the queue. */
const keepOrBury = async (message: Unrouted, failure: Failure, ports: ReroutingPorts): Promise<boolean> => {
  const { messageId, body, receives, sentAt } = message;
  const report = { kind: 'unrouted', messageId, ...failure } as const;
  if (ports.now().getTime() - sentAt.getTime() >= GIVE_UP_MS) {
    try {
      await ports.bury({ body, reason: 'waited', attempts: receives, firstSeen: sentAt.toISOString() });
      ports.report({ ...report, givenUp: true });
      return false;
    } catch (error) {
      ports.report({ kind: 'unrouted', messageId, error, waitSeconds: UNROUTED_TIMEOUT_SECONDS });
      return true;
    }
  }
  const wait = waitOf(message, ports);
  ports.report({ ...report, waitSeconds: wait ?? UNROUTED_TIMEOUT_SECONDS });
  // If this fails too, the queue's own visibility timeout ends the wait.
  if (wait !== undefined) await Promise.allSettled([ports.postpone(message, wait)]);
  return true;
};

/**
 * Routes messages of the `unrouted` queue again. It never rejects.
 * A message that has waited for 13 days becomes a dead letter with the reason `waited`.
 * @returns the ids of the messages that stay on the queue.
 */
export const rerouteBatch = async (messages: readonly Unrouted[], ports: ReroutingPorts): Promise<string[]> => {
  const incoming = messages.flatMap((message) => message.incoming.map((each) => ({ message, each })));
  const failures = await routeBatch(
    incoming.map(({ each }) => each),
    ports,
  );
  const stays = async (message: Unrouted): Promise<boolean> => {
    const failure = failures.find((each, at) => each && incoming[at]?.message === message);
    return failure !== undefined && keepOrBury(message, failure, ports);
  };
  const staying = await Promise.all(messages.map(stays));
  return messages.filter((_, at) => staying[at]).map(({ messageId }) => messageId);
};

import type { Delivery } from '../model/delivery.ts';
import type { Outcome } from '../model/outcome.ts';

/** A message as the queue hands it out: one receive. */
export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** The message group. */
  readonly lane: string;
  /** How often it has been handed out, including this time. */
  readonly receives: number;
  readonly firstReceivedAt: Date;
  readonly sentAt: Date;
  /** When it was first sent, if it was sent again to be set aside. */
  readonly firstSentAt?: Date | undefined;
  /** Failed attempts before it was set aside. */
  readonly failedAttempts?: number | undefined;
}

/** A message with the delivery in it; without one the message cannot be read. */
export interface Job {
  readonly message: Received;
  readonly delivery: Delivery | undefined;
}

/** A message whose delivery can be read. */
export type Readable = Job & { readonly delivery: Delivery };

/** The result of handling one message, for the log and the metrics. */
export interface DeliveryReport {
  readonly delivery?: Delivery | undefined;
  readonly platform?: string | undefined;
  readonly outcome: Outcome;
  /** How often the queue has handed out the message, including this time. */
  readonly receive: number;
  readonly ms: number;
  /** Until the next attempt, in seconds. */
  readonly waitSeconds?: number;
  /** For how long the target has failed, in seconds. */
  readonly failingSeconds?: number | undefined;
  /** Why the message could not be moved to the dead letters; it stays on the queue. */
  readonly error?: string;
}

/** When the delivery was put on the queue for the first time, in epoch milliseconds. */
export const firstSentAt = ({ firstSentAt: first, sentAt }: Received): number => (first ?? sentAt).getTime();

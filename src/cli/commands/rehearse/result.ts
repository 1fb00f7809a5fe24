import type { Notification } from '../../../model/notification.ts';
import type { Outcome } from '../../../model/outcome.ts';

/** What became of one delivery. */
export interface Delivered {
  readonly target: string;
  readonly outcome: Outcome['kind'];
  readonly reason?: string;
  /** The request's body, parsed, and the text that a phone shows. Absent if no request was made. */
  readonly text?: string;
  readonly body?: unknown;
  /**
   * What was done in a conversation, in order: `open`, `reply` or `update`. Absent if the platform has none, and where
   * nothing was done.
   */
  readonly step?: readonly string[];
  /** The body for each of {@link step}. The first one is {@link body}. */
  readonly bodies?: readonly unknown[];
  /** The number of the message that has the summary with this delivery in it. */
  readonly summary?: number;
  /** Time from the message's arrival to the delivery. */
  readonly delaySeconds?: number;
}

interface Left {
  readonly target: string;
  readonly why: string;
}

/** What became of one message. */
export interface Result {
  /** Counts from 1, in the order of the file. */
  readonly n: number;
  /** Absent if the message could not be routed. */
  readonly notification?: Notification;
  readonly error?: string;
  readonly deliveries: readonly Delivered[];
  readonly left: readonly Left[];
}

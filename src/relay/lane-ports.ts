import type { DeadLetter, Delivery } from '../model/delivery.ts';
import type { Notification } from '../model/notification.ts';
import type { Summary } from '../model/summary.ts';
import type { AttemptPorts } from './attempt.ts';
import type { MemoPorts } from './lane-memo.ts';
import type { DeliveryReport, Received } from './received.ts';

/** Messages of a full batch, which means that more may wait. */
export const FULL_BATCH = 10;

/** A received message with the seconds for which it is hidden; 0 makes it visible at once. */
export interface Hiding {
  readonly message: Received;
  readonly seconds: number;
}

export interface LanePorts extends AttemptPorts, MemoPorts {
  bury(deadLetter: DeadLetter): Promise<void>;
  /** Sends a delivery to a lane. The queue drops a repetition within five minutes. @throws if it fails. */
  sendTo(
    lane: string,
    message: { readonly body: string; readonly firstSentAt: Date; readonly failedAttempts?: number },
    deliveryId: string,
  ): Promise<void>;
  /** What a summary is drawn from. */
  summaryNotification(summary: Summary): Promise<Notification>;
  /** Changes the visibility of up to ten messages. @throws if it fails for one of them. */
  hide(hidings: readonly Hiding[]): Promise<void>;
  /** Deletes up to ten messages. @throws if it fails for one of them. */
  remove(messages: readonly Received[]): Promise<void>;
  /** Messages of the queue, visible and hidden, approximately. @throws if it fails. */
  depth(): Promise<number>;
  /** Receives up to ten further messages, without waiting. Absent where Lambda alone passes messages. @throws if it fails. */
  receiveMore?(): Promise<readonly Received[]>;
  sleep(ms: number): Promise<void>;
  random(): number;
  report(report: DeliveryReport): void;
  notice(notice: LaneNotice): void;
}

/** What happened to a lane rather than to one delivery, for the log and the metrics. */
export type LaneNotice =
  /** A request for the delivery is about to be sent. */
  | { readonly kind: 'attempt'; readonly delivery: Delivery }
  /** A call to the queue failed; the lane is served again after the queue's visibility timeout. */
  | { readonly kind: 'queue-failed'; readonly lane: string; readonly error: unknown }
  /** The messages could belong to another function by now, so they were not touched. */
  | { readonly kind: 'lane-returned'; readonly lane: string; readonly messages: number; readonly error?: unknown }
  /** Deliveries were added to a summary, which is new if `opened`. */
  | { readonly kind: 'folded'; readonly summary: Summary; readonly added: number; readonly opened: boolean }
  /** The platform did not say who has an author's address, so that no one is mentioned. `detail` has no address. */
  | { readonly kind: 'author-unknown'; readonly target: string; readonly detail: string }
  /** The delivery failed while another of its target succeeded. */
  | { readonly kind: 'set-aside'; readonly delivery: Delivery };

// The part of the contract between server and page (api.ts) that shows deliveries as they happen.

import type { LaneKind } from '../model/lane.ts';
import type { Level, Moment, Severity } from '../model/notification.ts';

/**
 * How a target's receiver answers: `ok` with 200, `busy` with 429 and `Retry-After: 30`, `silent` never, `broken` with
 * 500, `gone` with 410, `slow` with 200 after three seconds, `refusing` with 400.
 */
export type ReceiverMode = 'ok' | 'busy' | 'silent' | 'broken' | 'gone' | 'slow' | 'refusing';

/**
 * An AWS service that can be made to fail: `targets` is Parameter Store (new containers start, so there is no cached
 * copy), `queue` is sending to SQS, `ledger` is DynamoDB.
 */
export type Fault = 'targets' | 'queue' | 'ledger';

export interface FlowFault {
  readonly fault: Fault;
  readonly on: boolean;
}

/** The complete state. Lists are sorted oldest first and hold at most 500 items. */
export interface FlowSnapshot {
  /** The relay's time: the real time plus the skipped time. Countdowns are relative to it. */
  readonly now: string;
  /** The skipped time, in milliseconds. */
  readonly skippedMs: number;
  /** The next retry of an event or a delivery; `null` if nothing waits. */
  readonly nextAt: string | null;
  readonly events: readonly FlowEvent[];
  readonly deliveries: readonly FlowDelivery[];
  readonly deadLetters: readonly DeadLetterView[];
  readonly targets: readonly FlowTarget[];
  /** The newest 20 messages of channels whose messages can be changed, the latest change first. */
  readonly threads: readonly FlowThread[];
  readonly faults: readonly FlowFault[];
  readonly totals: FlowTotals;
}

/**
 * Changes since the last patch. `events` and `deliveries` hold the new and the changed items, complete: the page replaces
 * the item with the same id, or appends. Other lists, where present, replace the page's list.
 */
export interface FlowPatch
  extends Pick<FlowSnapshot, 'now' | 'skippedMs' | 'nextAt' | 'totals'>,
    Partial<Pick<FlowSnapshot, 'events' | 'deliveries' | 'deadLetters' | 'targets' | 'threads' | 'faults'>> {
  /** Ids of events and deliveries that are no longer kept, the oldest first. */
  readonly dropped?: readonly string[];
}

/** Counts since the start or the last reset, including items that are no longer kept. */
export interface FlowTotals {
  readonly published: number;
  readonly delivered: number;
  readonly attempts: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** One message on the topic. */
export interface FlowEvent {
  readonly id: string;
  readonly at: string;
  readonly source: string;
  readonly icon: string;
  readonly headline: string;
  readonly moment: Moment;
  readonly level?: Level | undefined;
  readonly severity: Severity;
  /** An `unrouted` event waits on the unrouted queue until the router succeeds. */
  readonly state: 'arrived' | 'routed' | 'unrouted';
  /** Names of the targets that get the event, once it is routed. */
  readonly targets: readonly string[];
  /** Of an unrouted event: the next retry, the number of attempts, and the error. */
  readonly until?: string;
  readonly attempts?: number;
  readonly problem?: string;
}

/**
 * `queued` waits for the deliverer, `sending` for the receiver's answer, `waiting` for its next attempt. `dead` is a dead
 * letter until it is sent again.
 */
export type FlowState = 'queued' | 'sending' | 'waiting' | 'delivered' | 'skipped' | 'dead';

/** One event on its way to one target. */
export interface FlowDelivery {
  readonly id: string;
  /** {@link FlowEvent.id} */
  readonly event: string;
  readonly target: string;
  readonly platform?: string | undefined;
  readonly headline: string;
  readonly icon: string;
  readonly severity: Severity;
  readonly state: FlowState;
  /** Number of the latest attempt, counted from 1; 0 before the first. */
  readonly attempt: number;
  /** Of a waiting delivery: the time of its next attempt. */
  readonly until?: string;
  /** Why the delivery waits, was skipped or is dead, such as `throttled`, and the reason's text. */
  readonly reason?: string;
  readonly reasonText?: string;
  /** HTTP status of the latest answer. */
  readonly status?: number;
  /** The latest 300 steps, the oldest first. */
  readonly steps: readonly FlowStep[];
}

export interface FlowStep {
  readonly at: string;
  readonly kind: 'queued' | 'sending' | 'delivered' | 'retry' | 'rejected' | 'skipped' | 'redriven';
  readonly attempt: number;
  readonly reason?: string;
  readonly status?: number;
  /** Of a result: a request was sent. */
  readonly sent?: true;
  /** Of a retry: the wait, in seconds. */
  readonly waitSeconds?: number;
  /** Duration of the attempt, in milliseconds. */
  readonly ms?: number;
  /** The step for people, such as `Status 429: the receiver is too busy. Next attempt in 33 s.`. */
  readonly text: string;
}

export interface FlowTarget {
  readonly name: string;
  readonly platform?: string | undefined;
  readonly enabled: boolean;
  readonly mode: ReceiverMode;
  /** No request before this time, after a rate limit or a failure. */
  readonly pausedUntil?: string;
  /** Time between two messages that the target has taught by rate limits, in seconds. */
  readonly paceSeconds?: number;
  /** Messages on the queue, by lane: the target's own, approvals, and those set aside. */
  readonly lanes: Readonly<Record<LaneKind, number>>;
  /** Requests that were sent to the receiver. */
  readonly requests: number;
}

/** A message that stands in a channel, with the replies in its thread. */
export interface FlowThread {
  readonly target: string;
  readonly platform: string;
  readonly root: FlowMessage;
  /** The newest 20, the oldest first. */
  readonly replies: readonly FlowMessage[];
  /** How many older replies are left out. */
  readonly hidden: number;
}

export interface FlowMessage {
  readonly id: string;
  readonly postedAt: string;
  /** How often it was changed, and when it was the last time. */
  readonly updates: number;
  readonly changedAt: string;
  /** A reply that stands in the channel too. */
  readonly broadcast: boolean;
  /** The text that a phone shows. */
  readonly text: string;
}

/** A dead letter, as `pipebell dead-letters` lists it. */
export interface DeadLetterView {
  readonly id: string;
  /** {@link FlowDelivery.id}; absent if the delivery is no longer kept. */
  readonly delivery?: string;
  readonly kind: 'delivery' | 'event' | 'unreadable';
  readonly reason: string;
  readonly reasonText: string;
  readonly target?: string | undefined;
  readonly attempts?: number | undefined;
  readonly lastStatus?: number | undefined;
  readonly since: string;
  readonly event: string;
}

export interface FlowPayload {
  readonly id: string;
  readonly target: string;
  readonly platform: string;
  readonly payload: unknown;
}

// The part of the contract between server and page (api.ts) that shows deliveries as they happen.

import type { Level, Moment, Severity } from '../model/notification.ts';

/**
 * How a target's receiver answers: `ok` with 200, `busy` with 429 and `Retry-After: 30`, `silent` not at all until the
 * deadline, `broken` with 500, `gone` with 410, `slow` with 200 after three seconds, `refusing` with 400.
 */
export type ReceiverMode = 'ok' | 'busy' | 'silent' | 'broken' | 'gone' | 'slow' | 'refusing';

/**
 * What of AWS fails: `targets` is Parameter Store (containers start anew, so no copy stands in), `queue` takes no new
 * deliveries, `ledger` is DynamoDB.
 */
export type Fault = 'targets' | 'queue' | 'ledger';

export interface FlowFault {
  readonly fault: Fault;
  readonly on: boolean;
}

/** Everything that is shown. Lists come oldest first and hold at most 500. */
export interface FlowSnapshot {
  /** The relay's time: the real one and what has been skipped. Count downs are reckoned from it. */
  readonly now: string;
  /** By how much the relay's clock is ahead of the real one, in milliseconds. */
  readonly skippedMs: number;
  /** When something that waits is tried next; `null` if nothing waits. */
  readonly nextAt: string | null;
  readonly events: readonly FlowEvent[];
  readonly deliveries: readonly FlowDelivery[];
  readonly deadLetters: readonly DeadLetterView[];
  readonly targets: readonly FlowTarget[];
  readonly faults: readonly FlowFault[];
  readonly totals: FlowTotals;
}

/**
 * What has changed. `events` and `deliveries` hold those that are new or changed, whole: the page puts each in the place
 * of the one with its id, or at the end. The other lists, where they are there, take the place of what was there.
 */
export interface FlowPatch
  extends Pick<FlowSnapshot, 'now' | 'skippedMs' | 'nextAt' | 'totals'>,
    Partial<Pick<FlowSnapshot, 'events' | 'deliveries' | 'deadLetters' | 'targets' | 'faults'>> {
  /** Ids of events and deliveries that are forgotten, the oldest first. */
  readonly forgotten?: readonly string[];
}

/** Counted since the start or the last reset, those that are forgotten too. */
export interface FlowTotals {
  readonly published: number;
  readonly delivered: number;
  readonly tries: number;
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
  /** `unrouted` waits on a queue of its own until AWS works again. */
  readonly state: 'arrived' | 'routed' | 'unrouted';
  /** Names of the targets that get it, once it is routed. */
  readonly targets: readonly string[];
  /** While it is unrouted: when it is tried next, how often it was, and why it could not be. */
  readonly until?: string;
  readonly attempts?: number;
  readonly trouble?: string;
}

/**
 * `queued` waits for the deliverer, `sending` for the receiver's answer, `waiting` for its next try. A `dead` one lies
 * among the dead letters until it is sent again.
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
  /** Which try this is, counted from 1; 0 before the first. */
  readonly attempt: number;
  /** While it waits: until when. */
  readonly until?: string;
  /** Why it waits, was skipped or is dead, such as `throttled`, and in words. */
  readonly reason?: string;
  readonly words?: string;
  /** The last answer's HTTP status. */
  readonly status?: number;
  /** Its life so far, the oldest first; at most 40. */
  readonly steps: readonly FlowStep[];
}

export interface FlowStep {
  readonly at: string;
  readonly kind: 'queued' | 'sending' | 'delivered' | 'retry' | 'rejected' | 'skipped' | 'redriven';
  readonly attempt: number;
  readonly reason?: string;
  readonly status?: number;
  /** Of a retry: how long it waits, in seconds. */
  readonly waitSeconds?: number;
  /** How long the try took, in milliseconds. */
  readonly ms?: number;
  /** The step in words, such as `429: waits 33 s`. */
  readonly words: string;
}

export interface FlowTarget {
  readonly name: string;
  readonly platform?: string | undefined;
  readonly enabled: boolean;
  readonly mode: ReceiverMode;
  /** Until when it is left alone: it was too busy, or did not answer. */
  readonly pausedUntil?: string;
  /** Requests that its receiver has had. */
  readonly requests: number;
}

/** What was given up, as `pipebell dead-letters` lists it. */
export interface DeadLetterView {
  readonly id: string;
  /** {@link FlowDelivery.id}; absent where the delivery is forgotten. */
  readonly delivery?: string;
  readonly kind: 'delivery' | 'event' | 'unreadable';
  readonly reason: string;
  /** The reason in words. */
  readonly words: string;
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

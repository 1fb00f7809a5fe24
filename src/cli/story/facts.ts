import type { Opened } from '../../targets/raw-target.ts';
import type { Line } from '../aws/log-lines.ts';

/** A target of the stage as it is now. */
export interface StageTarget extends Opened {
  readonly name: string;
}

/** What the logs and the dead letters hold about one event. */
export interface EventFacts {
  /** The router's line, the first of several copies. */
  readonly routed: Line;
  /** How often the event was routed. */
  readonly copies: number;
  /** The deliverer's lines about the event, the oldest first. */
  readonly deliveries: readonly Line[];
  /** The deliverer's lines about the summaries that hold one of its deliveries. */
  readonly summaries: readonly Line[];
  /** The latest line of each target that has no line about the event. */
  readonly latest: readonly Line[];
  /** The delivery ids among the dead letters; `undefined` if the queue was not read. */
  readonly deadLetters?: ReadonlySet<string> | undefined;
}

/** Equal attempts that follow each other. */
export interface Attempts {
  readonly reason: string;
  readonly status?: number | undefined;
  readonly count: number;
}

/**
 * How a target stands to an event. `delivered`, `summary`: it got it. `waiting`: on the queue. `dead-letter`: given up.
 * `no-dead-letter`: given up, and no longer among the dead letters. `skipped`: no request was needed. `stopped`: a filter
 * refuses the event. `invalid`: the configuration of the target cannot be read. `not-routed`: its present filters pass
 * the event, but the router did not choose it.
 */
export type TargetState =
  | 'delivered'
  | 'summary'
  | 'waiting'
  | 'dead-letter'
  | 'no-dead-letter'
  | 'skipped'
  | 'stopped'
  | 'invalid'
  | 'not-routed';

export interface TargetStory {
  readonly target: string;
  readonly platform?: string | undefined;
  readonly state: TargetState;
  /** Why, as a sentence. */
  readonly words: string;
  /** The reason of the last attempt that was no success. */
  readonly reason?: string | undefined;
  /** The requests and waits before the result, in their order. */
  readonly attempts: readonly Attempts[];
  /** When the result was known, ISO 8601 in UTC. */
  readonly at?: string | undefined;
  /** When the next attempt is due, ISO 8601 in UTC. */
  readonly nextAt?: string | undefined;
  readonly deliveryId?: string | undefined;
  /** What was done in a conversation. */
  readonly steps?: readonly string[] | undefined;
  /** The filter that stops the event, with what it wants and what the event has. */
  readonly filter?: string | undefined;
  readonly wants?: readonly string[] | undefined;
  readonly has?: string | undefined;
}

export interface EventStory {
  readonly eventId: string;
  readonly execution?: string | undefined;
  /** When it was routed, ISO 8601 in UTC. */
  readonly routedAt: string;
  readonly copies: number;
  /** `web failed (broken) at Deploy`. */
  readonly headline: string;
  readonly source?: string | undefined;
  readonly moment?: string | undefined;
  readonly level?: string | undefined;
  readonly transition?: string | undefined;
  readonly series?: string | undefined;
  readonly targets: readonly TargetStory[];
}

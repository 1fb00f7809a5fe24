// The contract between the studio's server and its page: types only, so that the page can import it.
//
// The server listens on 127.0.0.1 only. `GET /` is page/index.html, which loads `/page.js` and `/page.css`, the bundles of
// page/main.tsx and its style sheets. The Content-Security-Policy blocks inline scripts, inline styles and other hosts.
//
// Changes are POST requests with `content-type: application/json`. Every answer except the event stream is one JSON
// document. An answer with a status of 400 or more is a {@link Refusal}. Times are ISO 8601 in UTC.

import type { Level, Moment, Notification, Occasion, Severity, Transition } from '../model/notification.ts';
import type {
  DeadLetterView,
  Fault,
  FlowFault,
  FlowPatch,
  FlowPayload,
  FlowSnapshot,
  FlowTarget,
  ReceiverMode,
} from './flow-api.ts';
import type { PlatformView, Problem, TargetInput, TargetSet, TargetView } from './target-api.ts';

/** The input and the answer of each route. The input of a GET is its query. */
export interface Api {
  'GET /api/catalogue': { send: undefined; answer: Catalogue };
  /** A new copy of a sample with ids of its own: publishing the same event twice would be a duplicate. */
  'GET /api/sample': { send: { name: string }; answer: Sample };
  'POST /api/preview': { send: EventText; answer: Preview };
  'POST /api/explain': { send: EventText; answer: Explanation };
  'GET /api/targets': { send: undefined; answer: TargetSet };
  /** 409 if the name is taken, 422 with the problems if the target is not valid. */
  'POST /api/targets/create': { send: { name: string; target: TargetInput }; answer: TargetView };
  /** Replaces the whole target. Secrets may be kept: see {@link Keep}. */
  'POST /api/targets/update': { send: { name: string; target: TargetInput }; answer: TargetView };
  'POST /api/targets/delete': { send: { name: string }; answer: TargetSet };
  /** Restores the targets of the start. */
  'POST /api/targets/reset': { send: Record<string, never>; answer: TargetSet };
  'GET /api/flow': { send: undefined; answer: FlowSnapshot };
  /** Server-Sent Events: a `snapshot` at first and after each reset, and a `patch` after each change. */
  'GET /api/flow/events': { send: undefined; answer: FlowSnapshot | FlowPatch };
  /** The document of a delivery. 404 if the delivery is no longer kept. */
  'GET /api/flow/payload': { send: { id: string }; answer: FlowPayload };
  /** A message as its channel shows it now. 404 if it no longer exists. */
  'GET /api/flow/message': { send: { target: string; id: string }; answer: FlowPayload };
  /**
   * Publishes to the topic. A given `transition` replaces the history of the event's subject; else the history decides.
   * An `enriched` event has the transition and the answers of AWS that its preview has.
   */
  'POST /api/flow/publish': { send: EventText; answer: { id: string } };
  'POST /api/flow/mode': { send: { target: string; mode: ReceiverMode }; answer: FlowTarget };
  'POST /api/flow/fault': { send: { fault: Fault; on: boolean }; answer: FlowFault[] };
  /** Sets the clock forward to the end of the next wait, or through all waits of some hours. 409 if nothing waits. */
  'POST /api/flow/skip': { send: { hours?: number }; answer: { now: string } };
  /** Sends the dead letter of this {@link DeadLetterView.id} again; all dead letters without an id. */
  'POST /api/flow/redrive': { send: { id?: string }; answer: { sent: number } };
  /** Removes all events, deliveries and dead letters, and resets modes and faults. Targets stay. */
  'POST /api/flow/reset': { send: Record<string, never>; answer: FlowSnapshot };
}

/** The answer of a request that failed. */
export interface Refusal {
  /** One sentence for people. It never quotes the request. */
  readonly error: string;
  /** The problems of each field of a target. */
  readonly problems?: readonly Problem[];
}

/** An event to publish: JSON of EventBridge or SNS, or any text. At most 256 KiB of UTF-8. */
export interface EventText {
  readonly text: string;
  readonly subject?: string | undefined;
  /** The transition. `count` defaults to 1, `since` to an hour before the event, or to its time if it is the first failure. */
  readonly transition?: TransitionInput | undefined;
  /** Enriches the event with sample answers of AWS. */
  readonly enriched?: boolean | undefined;
}

/** A {@link Transition} whose fields except the kind are optional. */
export interface TransitionInput {
  readonly kind: Transition['kind'];
  readonly count?: number | undefined;
  readonly since?: string | undefined;
  readonly retry?: number | undefined;
}

// ---- Catalogue

/** The registries of the relay and the choices of the page. Constant while the server runs. */
export interface Catalogue {
  readonly version: string;
  readonly samples: readonly Sample[];
  readonly platforms: readonly PlatformView[];
  readonly sources: readonly SourceView[];
  readonly moments: readonly Moment[];
  readonly levels: readonly Level[];
  readonly severities: readonly Severity[];
  /** The values of a target's `on`: every moment, and every kind of transition. */
  readonly occasions: readonly Occasion[];
  readonly transitions: readonly Transition['kind'][];
  readonly modes: readonly Choice<ReceiverMode>[];
  readonly faults: readonly Choice<Fault>[];
}

/** One value of a closed set, with its texts. */
export interface Choice<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** One sentence about the effect. */
  readonly hint: string;
}

export interface SourceView {
  readonly name: string;
  /** The EventBridge events that the source reads; empty for messages that do not come from EventBridge. */
  readonly subscribes: readonly { readonly source?: string | undefined; readonly detailTypes: readonly string[] }[];
}

export interface Sample extends EventText {
  /** Unique, such as `failed`. */
  readonly name: string;
  readonly source: string;
  readonly headline: string;
  /** The emoji at the start of messages. */
  readonly icon: string;
  readonly moment: Moment;
  readonly level?: Level | undefined;
  readonly severity: Severity;
}

// ---- Preview and routing

/** An event as the relay reads it. */
export interface EventView {
  readonly notification: Notification;
  /** Name of the event source that read the event; `generic` is the fallback. */
  readonly source: string;
  readonly icon: string;
  readonly headline: string;
  /** The notification in one line of plain text. */
  readonly summary: string;
  /** The values of a target's `on` that match the event. */
  readonly occasions: readonly Occasion[];
  /** Whether the deployed relay enriches the event with answers of AWS. */
  readonly enrichable: boolean;
}

export interface Preview {
  readonly event: EventView;
  /** One for each platform, for a target without mentions, headers and keys. */
  readonly platforms: readonly Drawing[];
}

/** A message as a platform renders it. */
export interface Drawing {
  readonly platform: string;
  /** The JSON document; absent if rendering failed. */
  readonly payload?: unknown;
  /** What is posted below {@link payload} in a conversation. Absent if the platform has none, or the event stands alone. */
  readonly reply?: unknown;
  readonly sizes: readonly Size[];
  /** Why rendering failed, in one sentence. */
  readonly problem?: string;
}

export interface Size {
  readonly of: string;
  readonly size: number;
  readonly limit: number;
}

export interface Explanation {
  readonly event: EventView;
  /** One for each target, in the order of {@link TargetSet}. */
  readonly targets: readonly Verdict[];
}

/** Whether a target gets an event, and why. */
export interface Verdict {
  readonly target: string;
  readonly platform?: string | undefined;
  readonly gets: boolean;
  /** The filter that stops the event, such as `on`, `levels`, `when.pipelines`, `enabled`, or `invalid`. */
  readonly filter?: string;
  /** The values that the filter accepts, and the event's value. */
  readonly wants?: readonly string[];
  readonly has?: string | undefined;
  /** The result in one line. */
  readonly words: string;
  /** Why the target is not valid. Nothing is delivered to it, even if its filters pass. */
  readonly problems: readonly string[];
  /** The message with this target's mentions; only if the target gets the event and is valid. */
  readonly drawing?: Drawing;
}

// The contract between the studio's server and its page. It is types alone, so that the page can import it.
//
// The server answers on 127.0.0.1 only. `GET /` is page/index.html, which refers to `/page.js` and `/page.css`: what
// esbuild makes of page/main.tsx and of the style sheets that it imports; `/icon.svg` is page/icon.svg. Inline scripts,
// inline styles and anything from another host are blocked by the Content-Security-Policy.
//
// What changes something is a POST with `content-type: application/json`. Every answer but the event stream is one JSON
// document; one with a status from 400 is a {@link Refusal}. Times are ISO 8601 in UTC.

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

/** Each route with what it is sent and what it answers. A GET takes what it is sent from the query. */
export interface Api {
  'GET /api/catalogue': { send: undefined; answer: Catalogue };
  /** A sample made anew, with an identity of its own: what was published once is a copy the second time. */
  'GET /api/sample': { send: { name: string }; answer: Sample };
  'POST /api/preview': { send: EventText; answer: Preview };
  'POST /api/explain': { send: EventText; answer: Explanation };
  'GET /api/targets': { send: undefined; answer: TargetSet };
  /** 409 if the name is taken, 422 with the problems if the platform does not take it. */
  'POST /api/targets/create': { send: { name: string; target: TargetInput }; answer: TargetView };
  /** The target as it is to be, whole: what is left out is gone. Secrets may be kept: see {@link Keep}. */
  'POST /api/targets/update': { send: { name: string; target: TargetInput }; answer: TargetView };
  'POST /api/targets/delete': { send: { name: string }; answer: TargetSet };
  /** Back to the set that the studio began with. */
  'POST /api/targets/reset': { send: Record<string, never>; answer: TargetSet };
  'GET /api/flow': { send: undefined; answer: FlowSnapshot };
  /** Server-Sent Events: one `snapshot` at once and after each reset, and a `patch` whenever something changes. */
  'GET /api/flow/events': { send: undefined; answer: FlowSnapshot | FlowPatch };
  /** The document that a delivery's receiver is sent. 404 for one that is forgotten. */
  'GET /api/flow/payload': { send: { id: string }; answer: FlowPayload };
  /** Publishes to the topic. What a pipeline's end means comes of the earlier ones, but for a `transition` given here. */
  'POST /api/flow/publish': { send: EventText; answer: { id: string } };
  'POST /api/flow/mode': { send: { target: string; mode: ReceiverMode }; answer: FlowTarget };
  'POST /api/flow/fault': { send: { fault: Fault; on: boolean }; answer: FlowFault[] };
  /** Sets the clock forward to the end of the next wait. `now` is the new time; 409 if nothing waits. */
  'POST /api/flow/skip': { send: Record<string, never>; answer: { now: string } };
  /** Sends one dead letter again, by {@link DeadLetterView.id}, or all of them. */
  'POST /api/flow/redrive': { send: { id?: string }; answer: { sent: number } };
  /** Forgets all events, deliveries and dead letters; modes and faults go back to normal. Targets stay. */
  'POST /api/flow/reset': { send: Record<string, never>; answer: FlowSnapshot };
}

/** Every answer with a status from 400. */
export interface Refusal {
  /** One sentence for people. It never quotes what was sent. */
  readonly error: string;
  /** What is wrong with which field, where it is a target that is refused. */
  readonly problems?: readonly Problem[];
}

export interface Problem {
  /** Path of the field, such as `url`, `when.pipelines` or `signingKeys.0`; empty where it is the whole. */
  readonly field: string;
  /** In words, such as `must be https`; never with the value. */
  readonly problem: string;
}

/** An event as it is published: EventBridge's JSON, SNS's, or any text at all. At most 256 KiB of UTF-8. */
export interface EventText {
  readonly text: string;
  readonly subject?: string | undefined;
  /** What it means after earlier ends; `count` is 1 and `since` the event's time where they are not given. */
  readonly transition?: Meaning | undefined;
  /** With what the relay would ask AWS for; the answers are made up. It counts for the preview and the explanation. */
  readonly enriched?: boolean | undefined;
}

/** A {@link Transition} of which only the kind must be said. */
export interface Meaning {
  readonly kind: Transition['kind'];
  readonly count?: number | undefined;
  readonly since?: string | undefined;
  readonly retry?: number | undefined;
}

// ---- Catalogue

/** What the studio knows, and what it is started with. It stays the same for as long as the server runs. */
export interface Catalogue {
  readonly version: string;
  readonly samples: readonly Sample[];
  readonly platforms: readonly PlatformView[];
  readonly sources: readonly SourceView[];
  readonly moments: readonly Moment[];
  readonly levels: readonly Level[];
  readonly severities: readonly Severity[];
  /** The words of a target's `on`: every moment, and what an end means. */
  readonly occasions: readonly Occasion[];
  readonly transitions: readonly Transition['kind'][];
  readonly modes: readonly Choice<ReceiverMode>[];
  readonly faults: readonly Choice<Fault>[];
}

/** One of a closed set, with its words for people. */
export interface Choice<Name extends string> {
  readonly name: Name;
  readonly label: string;
  /** One sentence on what then happens. */
  readonly hint: string;
}

export interface SourceView {
  readonly name: string;
  /** What EventBridge must send for it to hear of it; empty for messages that come without EventBridge. */
  readonly subscribes: readonly { readonly source?: string | undefined; readonly detailTypes: readonly string[] }[];
}

export interface Sample extends EventText {
  /** Unlike any other's, such as `failed`. */
  readonly name: string;
  readonly source: string;
  readonly headline: string;
  /** The icon that messages begin with, an emoji. */
  readonly icon: string;
  readonly moment: Moment;
  readonly level?: Level | undefined;
  readonly severity: Severity;
}

export interface PlatformView {
  readonly name: string;
  /** People read it in the order of arrival. */
  readonly chat: boolean;
  /** What the platform counts, and where it refuses or loses a message. */
  readonly limits: readonly { readonly of: string; readonly max: number }[];
  /** What a form asks for, in its order. `platform` is left out: it is the platform's name. */
  readonly fields: readonly TargetField[];
  /** JSON Schema of the whole target; `secret: true` stands at the fields whose values are secrets. */
  readonly schema: JsonSchema;
}

export interface JsonSchema {
  readonly [key: string]: unknown;
}

/** One field of a target's form. */
export interface TargetField {
  readonly name: string;
  /**
   * `flag` is a boolean, `choice` one of `choices`, `text` a string, `group` an object of `fields`, and `record` an
   * object of texts by names that the person gives.
   */
  readonly kind: 'flag' | 'choice' | 'text' | 'group' | 'record';
  /** It is a list of such. */
  readonly many: boolean;
  readonly required: boolean;
  /** Its values are never answered; each may be a {@link Reference} instead of a text. */
  readonly secret: boolean;
  readonly choices?: readonly string[];
  readonly default?: unknown;
  readonly fields?: readonly TargetField[];
  /** Of a list, how many it takes. */
  readonly maxItems?: number;
}

// ---- Preview and routing

/** What the relay reads in an event. */
export interface EventView {
  readonly notification: Notification;
  /** Name of the event source that read it; `generic` reads what no other does. */
  readonly source: string;
  readonly icon: string;
  readonly headline: string;
  /** Everything that counts in one line of plain text. */
  readonly summary: string;
  /** The words of a target's `on` that it answers to. */
  readonly occasions: readonly Occasion[];
  /** Does the deployed relay ask AWS for more about it? */
  readonly asks: boolean;
}

export interface Preview {
  readonly event: EventView;
  /** One for each platform, as a target without mentions, headers and keys would get it. */
  readonly platforms: readonly Drawing[];
}

/** A message as a platform draws it. */
export interface Drawing {
  readonly platform: string;
  /** The JSON document; absent if there is a problem. */
  readonly payload?: unknown;
  readonly sizes: readonly Size[];
  /** Why it could not be drawn, in one sentence. */
  readonly problem?: string;
}

export interface Size {
  readonly of: string;
  readonly size: number;
  readonly limit: number;
}

export interface Explanation {
  readonly event: EventView;
  /** One for each target, in the order of {@link TargetSet.targets}. */
  readonly targets: readonly Verdict[];
}

/** What becomes of an event at one target. */
export interface Verdict {
  readonly target: string;
  readonly platform?: string | undefined;
  readonly gets: boolean;
  /** The filter that stops it, such as `on`, `levels`, `when.pipelines`, `enabled`, or `invalid`. */
  readonly filter?: string;
  /** What that filter wants, and what the event has. */
  readonly wants?: readonly string[];
  readonly has?: string | undefined;
  /** Why it gets it or not, in one line. */
  readonly words: string;
  /** Why it could not be delivered, though the target may get it. */
  readonly problems: readonly string[];
  /** With this target's mentions; only where it gets it and nothing is wrong. */
  readonly drawing?: Drawing;
}

export interface TargetSet {
  /** Where the studio has them from. They are changed in its memory only, wherever they come from. */
  readonly origin: 'samples' | 'file' | 'stage';
  /** Name of the stage, where they come from one. */
  readonly stage?: string;
  /** Has the set been changed since? */
  readonly changed: boolean;
  readonly targets: readonly TargetView[];
}

export interface TargetView {
  readonly name: string;
  /** `undefined` where it cannot be told. */
  readonly platform?: string | undefined;
  readonly enabled: boolean;
  /** The target's JSON with `(hidden)` for each secret; references to secrets are shown as they are. */
  readonly target: unknown;
  /** Why nothing can be delivered there. */
  readonly problems: readonly Problem[];
}

/** A secret that lies in Parameter Store or in Secrets Manager; `key` names one field of a secret in JSON. */
export type Reference =
  | { readonly parameter: string; readonly key?: string }
  | { readonly secret: string; readonly key?: string };

/**
 * Stands, in an update, for the secret that is there: `{"keep": true}` for what lies at the same path (`url`,
 * `headers.X-Token`, all of `signingKeys`), `{"keep": 1}` within a list for the entry that had this index.
 */
export interface Keep {
  readonly keep: true | number;
}

/** A target's JSON as README.md describes it, where each secret may be a text, a {@link Reference} or a {@link Keep}. */
export type TargetInput = { readonly platform: string } & Readonly<Record<string, unknown>>;

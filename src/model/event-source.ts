import * as z from 'zod/mini';
import { lineOf } from '../text/clean.ts';
import type { EnrichmentDeclaration } from './enrichment.ts';
import type { Level, Notification, Transition } from './notification.ts';

/** What arrived on the topic, before anyone knows what it is. */
export interface Message {
  /** The message's text parsed as JSON; the text itself where it is not JSON. */
  readonly body: unknown;
  readonly subject?: string | undefined;
  /** SNS's id of this publication: another one for every copy, so an identity of last resort. */
  readonly messageId: string;
  /** When SNS took it, ISO 8601 in UTC. */
  readonly publishedAt: string;
}

/** What an EventBridge rule must match for an event source to hear of it. */
export interface Subscription {
  /** Absent where anybody may send it: then the detail type alone tells. */
  readonly source?: string;
  readonly detailTypes: readonly string[];
  /** Narrows it down as the `detail` of an event pattern does: what would only be dropped need not be sent. */
  readonly detail?: object;
  /** Sent only if the stack's parameter `levels` is one of these; without them always. */
  readonly levels?: readonly Level[];
}

/** An event as the topic would bring it, made up but true to form: for trying out, for pictures and for tests. */
export interface Example {
  /** What a person calls it, unlike any other source's, such as `codebuild-failed`. */
  readonly name: string;
  readonly text: string;
  readonly subject?: string;
  /** What it means after earlier ends, where it is to mean something: only the deployed relay remembers those. */
  readonly transition?: Transition;
}

export interface EventSource {
  readonly name: string;
  /** Empty for messages that reach the topic without EventBridge. */
  readonly subscribes: readonly Subscription[];
  /** One for each thing that the source can tell, the most telling first; each call gives events of their own identity. */
  examples(now: Date): readonly Example[] | Promise<readonly Example[]>;
  /** What AWS can be asked about the source's notifications. */
  readonly enrichment?: EnrichmentDeclaration | undefined;
  /** Name of another event source whose enrichment applies to this source's notifications. */
  readonly enrichedBy?: string | undefined;
  /** @returns `undefined` if the message is not this source's. It never throws for what a message holds. */
  read(message: Message): Notification | undefined;
}

/** The facts of one event. The envelope and the lists that it does not fill are added by {@link defineEventSource}. */
type Facts = Omit<Notification, 'version' | 'source' | 'commits' | 'failures' | 'details' | 'links'> &
  Partial<Pick<Notification, 'commits' | 'failures' | 'details' | 'links'>>;

/** Longest account or Region, in UTF-16 units. A cap of ours. */
const MAX_PLACE_CHARS = 40;

const fieldOf = (event: unknown, field: string): string | undefined => {
  const value = typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value : undefined;
};

/**
 * Defines an event source by a schema for the message's body and a function that reads the facts.
 * Account and Region are those of the event, unless `notify` returns others. `notify` need not clean them.
 */
export const defineEventSource = <Event>(source: {
  name: string;
  subscribes?: readonly Subscription[];
  examples: EventSource['examples'];
  enrichment?: EnrichmentDeclaration;
  enrichedBy?: string;
  event: z.ZodMiniType<Event>;
  /** @returns `undefined` if the event is not this source's. */
  notify(event: Event, message: Message): Facts | undefined;
}): EventSource => ({
  name: source.name,
  subscribes: source.subscribes ?? [],
  examples: source.examples,
  enrichment: source.enrichment,
  enrichedBy: source.enrichedBy,
  read(message) {
    const parsed = source.event.safeParse(message.body);
    const facts = parsed.success ? source.notify(parsed.data, message) : undefined;
    return (
      facts && {
        version: 1,
        source: source.name,
        ...facts,
        account: lineOf(facts.account ?? fieldOf(parsed.data, 'account'), MAX_PLACE_CHARS),
        region: lineOf(facts.region ?? fieldOf(parsed.data, 'region'), MAX_PLACE_CHARS),
        commits: facts.commits ?? [],
        failures: facts.failures ?? [],
        details: facts.details ?? [],
        links: facts.links ?? [],
      }
    );
  },
});

/**
 * A field that may be missing or be anything: what does not fit reads as `undefined`, so that one odd field never costs
 * the whole event. AWS's own examples disagree with each other and with its events on types.
 */
export const lenient = <Value>(schema: z.ZodMiniType<Value>) =>
  // zod's own catch() would bring 10 KB of its helpers into the bundles.
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value): Value | undefined => schema.safeParse(value).data),
  );

/** Text that may be missing. */
export const text = lenient(z.string());

/**
 * An AWS event in either dialect that reaches a topic: EventBridge's (`detail-type`, with an `id`), or a notification
 * rule's (`detailType`, without one, perhaps with `additionalAttributes`).
 * Neither field is required here, because no schema says "one of the two": {@link detailTypeOf} tells.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html
 */
export const awsEvent = <Detail extends z.ZodMiniType>(subscription: Subscription, detail: Detail) => {
  const detailType = lenient(z.enum(subscription.detailTypes as [string, ...string[]]));
  return z.looseObject({
    id: text,
    source: subscription.source === undefined ? text : z.literal(subscription.source),
    'detail-type': detailType,
    detailType,
    account: text,
    region: text,
    time: text,
    resources: lenient(z.array(text)),
    detail,
    additionalAttributes: lenient(z.looseObject({})),
  });
};

/** What kind of event it is, in whichever dialect; `undefined` where it is none that its source subscribes to. */
export const detailTypeOf = (event: {
  'detail-type'?: string | null | undefined;
  detailType?: string | null | undefined;
}): string | undefined => event['detail-type'] ?? event.detailType ?? undefined;

import * as z from 'zod/mini';
import { lineOf } from '../text/clean.ts';
import type { EnrichmentDeclaration } from './enrichment.ts';
import type { Level, Notification, Transition } from './notification.ts';

/** A message from the topic, before an event source has read it. */
export interface Message {
  /** The message's text parsed as JSON; the text itself where it is not JSON. */
  readonly body: unknown;
  readonly subject?: string | undefined;
  /** SNS's id of this publication. Every copy has another one, so it identifies an event only as a last resort. */
  readonly messageId: string;
  /** When SNS accepted it, ISO 8601 in UTC. */
  readonly publishedAt: string;
}

/** What an EventBridge rule matches to forward events to an event source. */
export interface Subscription {
  /** Absent if any source may send the event, which is then recognised by its detail type alone. */
  readonly source?: string;
  readonly detailTypes: readonly string[];
  /** The `detail` of the event pattern, which filters out events that the source would ignore. */
  readonly detail?: object;
  /** Forwarded only if the stack's parameter `levels` is one of these; always if absent. */
  readonly levels?: readonly Level[];
}

/** A made-up event in its real form: for previews, pictures and tests. */
export interface Example {
  /** Name of the sample, unique among all sources, such as `codebuild-failed`. */
  readonly name: string;
  readonly text: string;
  readonly subject?: string;
  /** The transition to show with it. Only the deployed relay has a history to compute one from. */
  readonly transition?: Transition;
}

export interface EventSource {
  readonly name: string;
  /** Empty for messages that reach the topic without EventBridge. */
  readonly subscribes: readonly Subscription[];
  /** One for each kind of notification of the source, the most useful first. Each call makes new identities. */
  examples(now: Date): readonly Example[] | Promise<readonly Example[]>;
  /** What AWS can be asked about the source's notifications. */
  readonly enrichment?: EnrichmentDeclaration | undefined;
  /** Name of another event source whose enrichment applies to this source's notifications. */
  readonly enrichedBy?: string | undefined;
  /** @returns `undefined` if the message is not of this source. It never throws, whatever the message contains. */
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
 * An optional field whose invalid values read as `undefined`, so that one odd field does not lose the whole event. AWS's
 * examples differ from each other and from its events in types.
 */
export const lenient = <Value>(schema: z.ZodMiniType<Value>) =>
  // zod's catch() would add 10 KB to the bundles.
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value): Value | undefined => schema.safeParse(value).data),
  );

/** An optional list, whose invalid items read as `undefined`. */
export const lenientList = <Item>(item: z.ZodMiniType<Item>) => lenient(z.array(lenient(item)));

/** Optional text. */
export const text = lenient(z.string());

/**
 * An AWS event in either format that reaches a topic: EventBridge's (`detail-type`, with an `id`), or a notification
 * rule's (`detailType`, without an `id`, perhaps with `additionalAttributes`).
 * Neither field is required here, because a schema cannot say "one of the two": {@link detailTypeOf} reads both.
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

/** @returns the detail type in either format; `undefined` if the source does not subscribe to it. */
export const detailTypeOf = (event: {
  'detail-type'?: string | null | undefined;
  detailType?: string | null | undefined;
}): string | undefined => event['detail-type'] ?? event.detailType ?? undefined;

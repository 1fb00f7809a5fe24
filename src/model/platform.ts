import type * as z from 'zod/mini';
import { byteLength } from '../text/clean.ts';
import type { Conversation, StepOutcome } from './conversation.ts';
import { ConfigError } from './errors.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import { describeIssues } from './issues.ts';
import type { Notification } from './notification.ts';
import type { Outcome } from './outcome.ts';
import type { Field, Filters, targetFields } from './target.ts';
import { urlProblem } from './target-url.ts';

/** What a request needs besides its body: the delivery's `id`, stable over retries, and `now`, the time of this attempt. */
export interface Sending {
  readonly id: string;
  readonly now: Date;
}

/** One configured target, ready for use. Everything here is pure. */
export interface Channel {
  /** Deadline of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Least interval between two messages that the platform documents, in milliseconds. */
  readonly paceMs?: number | undefined;
  render(notification: Notification): string;
  /** A form without layout, sent once if the receiver refuses the result of {@link Channel.render}. */
  plain?(notification: Notification): string;
  request(body: string, sending: Sending): HttpRequest;
  classify(reply: HttpReply): Outcome;
  /** Absent where every message stands by itself. The functions above are used then, and while the table is down. */
  readonly conversation?: Conversation | undefined;
}

/** A target's filters and the channel to it. */
export interface OpenTarget extends Filters {
  /** People read the messages in the order of arrival, so superseded notifications are skipped. */
  readonly chat: boolean;
  /** Deliveries may be told by one summary when too many wait. */
  readonly folds: boolean;
  readonly channel: Channel;
}

export interface OpenOptions {
  /** `true` accepts http, any port and any host: for emulators and receivers inside a network. */
  readonly allowPrivate: boolean;
  /**
   * `true` accepts only an address that the platform recognizes as its own, also with `allowPrivate`: for a target with
   * a shared secret. @see Field.shared
   */
  readonly ownHostsOnly?: boolean;
}

/** A quantity of a message that the platform limits. Above the limit it refuses or loses the message. */
export interface Limit {
  /** The unit, such as `bytes`. */
  readonly of: string;
  readonly max: number;
  /** @param body as the channel drew it. */
  measure(body: string): number;
}

export interface Platform {
  readonly name: string;
  /** People read the messages in the order of arrival. */
  readonly chat: boolean;
  /** Schema of a target, with the platform's {@link Platform.fields} and those that every target has. */
  readonly target: TargetSchema;
  /** The fields that only some platforms have, such as `url`. */
  readonly fields: Readonly<Record<string, Field>>;
  /** Shown by `explain` and `preview` beside a message's size. {@link Channel.render} keeps within them. */
  readonly limits: readonly Limit[];
  /** `true` if the URL belongs to this platform and to no other. */
  recognizes(url: URL): boolean;
  /** @throws ConfigError that names the fields at fault and never quotes a value. */
  open(target: unknown, options: OpenOptions): OpenTarget;
}

/** An object schema, whose fields can be listed. */
export type TargetSchema<Target = unknown> = z.ZodMiniType<Target> & {
  readonly shape: Readonly<Record<string, z.ZodMiniType>>;
};

interface Definition<Target extends Filters> {
  name: string;
  /** `true` if people read the messages in the order of arrival, `false` if programs sort them. */
  chat: boolean;
  /** Deadline of one attempt, in milliseconds. */
  timeoutMs: number;
  /**
   * Least interval between two messages that the platform documents, in milliseconds. It is kept once the platform has
   * refused a message as one too many.
   */
  paceMs?: number;
  /** The platform's own limits, at least one. `render` may keep to lower ones. */
  limits: readonly Limit[];
  /** A strict object of `targetFields`, the literal platform name, and the fields described in `fields`. */
  target: TargetSchema<Target>;
  /** How each field that is not one of `targetFields` is asked for and shown. */
  fields: Readonly<Record<Exclude<keyof Target, keyof typeof targetFields>, Field>>;
  recognizes(url: URL): boolean;
  /** Returns in one sentence, without the URL, why deliveries cannot go to an address; `undefined` if they can. */
  refuses?(url: URL): string | undefined;
  render(notification: Notification, target: Target): string;
  plain?(notification: Notification, target: Target): string;
  /**
   * Makes the request. Method, headers and body are the platform's own; the URL must have the origin of the address and
   * a path below its path.
   */
  request(body: string, target: Target, sending: Sending): Omit<HttpRequest, 'timeoutMs'>;
  /** May set `receipt` from the reply, as a reference to the posted message. */
  classify(reply: HttpReply): Outcome;
  /**
   * For platforms that can change and thread their own messages. Its requests obey the same rules as `request`.
   * @returns `undefined` if the target wants every message by itself.
   */
  conversation?(target: Target): Conversation | undefined;
}

/** Where the requests of a target go: a URL that is checked when the target is opened. The default is `target.url`. */
type Addressed<Target> = Target extends { url: string }
  ? { address?(target: Target): string; addressField?: keyof Target & string }
  : {
      address(target: Target): string;
      /** The field that errors about the address name, if there is one. */
      addressField?: keyof Target & string;
    };

/** Longest receipt that is kept, in bytes of UTF-8. It is stored with the delivery. */
const MAX_RECEIPT_BYTES = 1024;

const withoutLongReceipt = <Each extends StepOutcome>(outcome: Each): Each => {
  if (outcome.kind !== 'delivered' || byteLength(outcome.receipt ?? '') <= MAX_RECEIPT_BYTES) return outcome;
  const { receipt: _dropped, ...rest } = outcome;
  return rest as Each;
};

/** Makes a platform of its parts. Inside, the target is fully typed; outside, all platforms have the same type. */
export const definePlatform = <Target extends Filters>(platform: Definition<Target> & Addressed<Target>): Platform => {
  const addressOf = (target: Target): string =>
    platform.address?.(target) ?? (target as Target & { url?: string }).url ?? '';
  return {
    name: platform.name,
    chat: platform.chat,
    target: platform.target,
    fields: platform.fields,
    limits: platform.limits,
    recognizes: platform.recognizes,
    open(raw, { allowPrivate, ownHostsOnly = false }) {
      const parsed = platform.target.safeParse(raw);
      if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
      const target = parsed.data;
      const refuses = (url: URL): string | undefined =>
        platform.refuses?.(url) ??
        (ownHostsOnly && !platform.recognizes(url) ? `must be on a host of ${platform.name}` : undefined);
      const problem = urlProblem(addressOf(target), { allowPrivate: allowPrivate && !ownHostsOnly, refuses });
      const why = problem && allowPrivate && ownHostsOnly ? ', because the target uses a shared secret' : '';
      const field = platform.addressField ?? ('url' in target ? 'url' : 'address');
      if (problem) throw new ConfigError([`${field}: ${problem}${why}`]);
      const { timeoutMs, paceMs, plain } = platform;
      const conversation = platform.conversation?.(target);
      return {
        on: target.on,
        levels: target.levels,
        when: target.when,
        enabled: target.enabled,
        platform: platform.name,
        chat: platform.chat,
        folds: platform.chat && (target as Filters & { summary?: boolean }).summary !== false,
        channel: {
          timeoutMs,
          ...(paceMs && { paceMs }),
          render: (notification) => platform.render(notification, target),
          ...(plain && { plain: (notification: Notification) => plain(notification, target) }),
          request: (body, sending) => ({ ...platform.request(body, target, sending), timeoutMs }),
          classify: (reply) => withoutLongReceipt(platform.classify(reply)),
          ...(conversation && {
            conversation: {
              ...conversation,
              classify: (kind, reply) => withoutLongReceipt(conversation.classify(kind, reply)),
            },
          }),
        },
      };
    },
  };
};

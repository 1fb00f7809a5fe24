import type * as z from 'zod/mini';
import { ConfigError } from './errors.ts';
import type { HttpReply, HttpRequest } from './http.ts';
import { describeIssues } from './issues.ts';
import type { Notification } from './notification.ts';
import type { Outcome } from './outcome.ts';
import type { Filters } from './target.ts';
import { urlProblem } from './target-url.ts';

/** What a request needs to know beyond its body: `id` is the delivery's, stable over retries; `now` is this try's time. */
export interface Sending {
  readonly id: string;
  readonly now: Date;
}

/** One configured target, ready for use. Everything here is pure. */
export interface Channel {
  /** Deadline of one try, in milliseconds. */
  readonly timeoutMs: number;
  render(notification: Notification): string;
  /** The same in its plainest form, tried once when the receiver refuses what {@link Channel.render} drew. */
  plain?(notification: Notification): string;
  request(body: string, sending: Sending): HttpRequest;
  classify(reply: HttpReply): Outcome;
}

/** A target's filters and the channel to it. */
export interface OpenTarget extends Filters {
  /** People read it in the order of arrival: news that has been overtaken is left out. */
  readonly chat: boolean;
  readonly channel: Channel;
}

export interface OpenOptions {
  /** `true` takes http, any port and any host: for emulators and receivers inside a network. */
  readonly allowPrivate: boolean;
}

/** Something that a platform counts in what it is sent, and where it refuses or loses the message. */
export interface Limit {
  /** What is counted, such as `bytes`. */
  readonly of: string;
  readonly max: number;
  /** @param body as the channel drew it. */
  measure(body: string): number;
}

export interface Platform {
  readonly name: string;
  /** People read it in the order of arrival. */
  readonly chat: boolean;
  /** What a target of it looks like, for the forms that ask for one. */
  readonly target: z.ZodMiniType;
  /** For `explain` and `preview`, which say how near a message comes; {@link Channel.render} keeps within them. */
  readonly limits: readonly Limit[];
  /** Does this URL belong to this platform and to no other? */
  recognizes(url: URL): boolean;
  /** @throws ConfigError that names the fields at fault and never prints a value. */
  open(target: unknown, options: OpenOptions): OpenTarget;
}

interface Definition<Target extends Filters & { url: string }> {
  name: string;
  /** `true` for what people read in the order of arrival, `false` for what programs sort by themselves. */
  chat: boolean;
  /** Deadline of one try, in milliseconds. */
  timeoutMs: number;
  /** The platform's own, at least one. What `render` draws up to may be less. */
  limits: readonly Limit[];
  /** A strict object of `targetFields`, the literal platform name, `url`, and what else the platform needs. */
  target: z.ZodMiniType<Target>;
  recognizes(url: URL): boolean;
  /** Says in one sentence, without the URL, why deliveries cannot go there; `undefined` if they can. */
  refuses?(url: URL): string | undefined;
  render(notification: Notification, target: Target): string;
  plain?(notification: Notification, target: Target): string;
  request(body: string, target: Target, sending: Sending): Omit<HttpRequest, 'timeoutMs'>;
  classify(reply: HttpReply): Outcome;
}

/** Makes a platform of its parts. Inside, the target is fully typed; outside, all platforms look alike. */
export const definePlatform = <Target extends Filters & { url: string }>(platform: Definition<Target>): Platform => ({
  name: platform.name,
  chat: platform.chat,
  target: platform.target,
  limits: platform.limits,
  recognizes: platform.recognizes,
  open(raw, { allowPrivate }) {
    const parsed = platform.target.safeParse(raw);
    if (!parsed.success) throw new ConfigError(describeIssues(parsed.error.issues));
    const target = parsed.data;
    const problem = urlProblem(target.url, { allowPrivate, refuses: platform.refuses });
    if (problem) throw new ConfigError([`url: ${problem}`]);
    const { timeoutMs, plain } = platform;
    return {
      on: target.on,
      levels: target.levels,
      when: target.when,
      enabled: target.enabled,
      platform: platform.name,
      chat: platform.chat,
      channel: {
        timeoutMs,
        render: (notification) => platform.render(notification, target),
        ...(plain && { plain: (notification: Notification) => plain(notification, target) }),
        request: (body, sending) => ({ ...platform.request(body, target, sending), timeoutMs }),
        classify: platform.classify,
      },
    };
  },
});

import * as z from 'zod/mini';
import type { HttpReply, HttpRequest } from './http.ts';
import { Commit, Notification } from './notification.ts';
import type { Outcome } from './outcome.ts';

/**
 * What belongs into one conversation: all news of an incident, or all news of a run. `off`: every message stands by
 * itself.
 */
export const Thread = z.enum(['incident', 'run', 'off']);
export type Thread = z.infer<typeof Thread>;

/** Platforms whose channels have a conversation. The router reads filters only, so it needs the names. */
export const CONVERSING: readonly string[] = ['slack-app', 'discord'];

export const StageState = z.enum(['running', 'succeeded', 'failed', 'stopped']);
export type StageState = z.infer<typeof StageState>;

/** What a root shows besides the latest news, collected from all news of the conversation. */
export const RootFacts = z.object({
  /** When the first news happened, ISO 8601 in UTC. */
  since: z.optional(z.string()),
  /** For a run, when the failures began that it belongs to, ISO 8601 in UTC. An incident begins with its failure. */
  redSince: z.optional(z.string()),
  /** The first line of the first failure's reason. */
  reason: z.optional(z.string()),
  /** The stages of a run in the order in which they began. */
  stages: z.optional(z.array(z.object({ name: z.string(), state: StageState }))),
  /** How long a successful run of the subject usually takes. */
  usualSeconds: z.optional(z.number()),
  /** For the root of a summary, the subjects whose failures it told and that are fixed since. */
  fixed: z.optional(z.array(z.string())),
  /** Link to the first message of the incident that a further failed run belongs to. */
  incidentUrl: z.optional(z.string()),
  /** When the latest news happened, that of stages included, ISO 8601 in UTC. */
  at: z.optional(z.string()),
  /** Consecutive failures, as the latest failure reported them. */
  count: z.optional(z.number()),
  /** The verdict of the first failure, where it has no reason. */
  verdict: Notification.shape.verdict,
  /** What the person who asks for an approval wrote. */
  question: z.optional(z.string()),
  /** What the approval ships, as the request named it. */
  commits: z.optional(z.array(Commit)),
});
export type RootFacts = z.infer<typeof RootFacts>;

/** A message of a conversation, to be drawn. */
export interface Drawing {
  readonly notification: Notification;
  /** `root`: the present state of the conversation. `reply`: what is new, below the root. */
  readonly form: 'root' | 'reply';
  readonly facts: RootFacts;
  /** People are mentioned. Updates mention no one, because they notify no one. */
  readonly mentions: boolean;
  /** Ids of further people to mention, as {@link PersonLookup.read} returned them. */
  readonly people: readonly string[];
  /** Draws the message without layout, after the platform has refused it with layout. */
  readonly plain?: boolean | undefined;
}

/** What every request of a conversation needs: the delivery's `id`, stable over retries, and the time of the attempt. */
interface Sending {
  readonly id: string;
  readonly now: Date;
}

/** One request of a conversation. `root` is the receipt of the root. */
export type ConversationStep =
  | { readonly kind: 'open' }
  /** `broadcast`: the reply appears in the channel too, so that people see it. */
  | { readonly kind: 'reply'; readonly root: string; readonly broadcast: boolean }
  | { readonly kind: 'update'; readonly root: string };

export type StepKind = ConversationStep['kind'];

/** The result of one request. A delivered `open` or `reply` has the receipt of the message. */
export type StepOutcome =
  | Outcome
  /** The root cannot be changed or replied to any more: it was deleted, or is too old. `detail` is safe to log. */
  | { readonly kind: 'dead'; readonly detail?: string }
  /** The step can succeed after this request. It is sent once; if it does not help, `otherwise` is the outcome. */
  | { readonly kind: 'remedy'; readonly request: HttpRequest; readonly otherwise: Outcome };

export interface MessageSearch {
  /** Id of the delivery whose message is looked for. */
  readonly delivery: string;
  /** Receipt of the root, if the message is a reply. */
  readonly root?: string | undefined;
  /** The message is not older. */
  readonly since: Date;
}

/** Looks for a message whose answer was lost, before it is posted again. */
export interface MessageLookup {
  request(search: MessageSearch): HttpRequest;
  /**
   * @returns the receipt of the message; `absent` if it does not exist; `busy` if the platform says that it cannot answer
   * now; `unknown` if it does not say, for example without the right to read. A message that is not known to exist is
   * posted again.
   */
  read(reply: HttpReply, search: MessageSearch): { readonly receipt: string } | 'absent' | 'busy' | 'unknown';
}

/** Finds a person of the platform by e-mail address. */
export interface PersonLookup {
  /** A secret of the account that is asked, such as its token: what it answered is stored under hashes keyed by it. */
  readonly secret: string;
  request(email: string): HttpRequest;
  /** @returns the id to mention; `nobody` if the platform has no such person; `unknown` if it does not say. */
  read(reply: HttpReply): { readonly id: string } | 'nobody' | 'unknown';
}

/** Finds the address of a message, for people to follow. */
export interface MessageLink {
  request(receipt: string): HttpRequest;
  /** @returns `undefined` if the platform does not say. */
  read(reply: HttpReply): string | undefined;
}

/** What a platform can do that changes and threads its own messages. Everything here is pure. */
export interface Conversation {
  readonly thread: Exclude<Thread, 'off'>;
  request(step: ConversationStep, drawing: Drawing, sending: Sending): HttpRequest;
  classify(kind: StepKind, reply: HttpReply): StepOutcome;
  /**
   * Whether a root is where the target posts now. A conversation whose root is in another channel gets a new one. Without
   * this function the answers of the platform decide.
   */
  readonly reaches?: ((root: string) => boolean) | undefined;
  readonly find?: MessageLookup | undefined;
  readonly person?: PersonLookup | undefined;
  readonly link?: MessageLink | undefined;
  /** The commit's author is mentioned in the first message of an incident and in that of its end. */
  readonly mentionsAuthor?: boolean | undefined;
  /** How many updates in a minute the platform accepts from all targets with the same `key`, which is no secret. */
  readonly updates?: { readonly key: string; readonly perMinute: number } | undefined;
}

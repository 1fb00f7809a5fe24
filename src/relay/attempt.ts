import type { ConversationRows } from '../model/conversation-state.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Send } from '../model/http.ts';
import type { Outcome } from '../model/outcome.ts';
import type { PeopleRows } from '../model/people.ts';
import type { OpenTarget } from '../model/platform.ts';
import { deliver } from './deliver.ts';
import { findTarget, type ReadTargets } from './find-target.ts';

export interface AttemptPorts {
  targets: ReadTargets;
  send: Send;
  /** Loads what the wording of a notification needs. It is not called for a notification without a verdict. */
  loadWords?(source: string): Promise<void>;
  /** Loads what the table holds about conversations. It is called for targets that have them. */
  conversations(): Promise<ConversationRows>;
  /** Loads what the table holds about people. Without it, authors are found in the settings only. */
  people?(): Promise<PeopleRows>;
  now(): Date;
  /** Milliseconds until Lambda stops the function. */
  remainingMs(): number;
}

/** Time for the calls before and after a request, in milliseconds. */
export const MARGIN_MS = 4000;

/** Age at which the configuration is read again after a platform has rejected the URL. */
const MAX_REJECTED_AGE_MS = 5000;

/** An attempt can make several requests; each is sent only if its answer can arrive before the function is stopped. */
const inTime =
  ({ send, remainingMs }: AttemptPorts, deadlineMs: number): Send =>
  async (request) => {
    const timeoutMs = Math.min(request.timeoutMs, deadlineMs);
    if (remainingMs() < timeoutMs + MARGIN_MS) return { kind: 'retry', reason: 'out-of-time' };
    return send({ ...request, timeoutMs });
  };

/** How an attempt is made, and what is known of earlier ones. */
export interface Circumstances {
  /** Longest time for one request. */
  readonly deadlineMs: number;
  /** One of them may have posted the message without an answer. */
  readonly isRepeat: boolean;
  /** When the delivery was put on the queue. */
  readonly queuedAt: Date;
}

const NOTHING_TO_UPDATE: Outcome = { kind: 'skipped', reason: 'nothing-to-update' };

/** Sends a delivery as the channel does it: as news of a conversation, or as a message by itself. */
const tell = async (
  delivery: Delivery,
  { channel, on }: OpenTarget,
  circumstances: Circumstances,
  ports: AttemptPorts,
): Promise<Outcome> => {
  const { conversation } = channel;
  if (!conversation)
    return delivery.updateOnly ? NOTHING_TO_UPDATE : deliver(delivery, channel, ports.send, ports.now());
  // Loaded when a target needs it: most have no conversations.
  const { tellInConversation } = await import('./tell.ts');
  return tellInConversation(delivery, { conversation, on }, circumstances, ports);
};

/**
 * Makes one attempt at a delivery: one request, a second one in the plain form if the receiver refuses the content, and
 * one more if it refuses the URL and the target has changed in the meantime. News of a conversation can take more.
 * @returns the outcome. It rejects only if the words cannot be loaded.
 */
export const attempt = async (
  delivery: Delivery,
  target: OpenTarget,
  circumstances: Circumstances,
  ports: AttemptPorts,
): Promise<Outcome> => {
  const { notification } = delivery;
  if (notification.verdict) await ports.loadWords?.(notification.source);
  const timed = { ...ports, send: inTime(ports, circumstances.deadlineMs) };
  const outcome = await tell(delivery, target, circumstances, timed);
  const isRejectedUrl = outcome.kind === 'rejected' && (outcome.reason === 'unauthorized' || outcome.reason === 'gone');
  if (!isRejectedUrl) return outcome;
  const since = new Date(ports.now().getTime() - MAX_REJECTED_AGE_MS);
  const renewed = await findTarget(delivery.target, ports.targets, since, since);
  if ('kind' in renewed) return renewed.kind === 'retry' ? outcome : renewed;
  return renewed === target ? outcome : tell(delivery, renewed, circumstances, timed);
};

import { type ChatMessage, messageText } from '../local/chat.ts';
import type { FlowMessage, FlowThread } from './flow-api.ts';
import type { Receivers } from './receivers.ts';

/** How many messages with their threads, and how many replies of each, are shown: the newest. */
const MAX_THREADS = 20;
const MAX_REPLIES = 20;

const MAX_TEXT_CHARS = 300;

const messageView = (message: ChatMessage): FlowMessage => ({
  id: message.id,
  postedAt: message.postedAt.toISOString(),
  changedAt: message.changedAt.toISOString(),
  updates: message.updates,
  broadcast: message.broadcast,
  text: messageText(message, MAX_TEXT_CHARS),
});

interface Thread {
  readonly target: string;
  readonly root: ChatMessage;
  readonly replies: ChatMessage[];
  changedAt: number;
}

/** The messages of a channel by their roots. A reply whose root is gone stands in the channel itself. */
const byRoot = (target: string, messages: readonly ChatMessage[]): Thread[] => {
  const threads = new Map<string, Thread>();
  for (const message of messages) {
    const thread = threads.get(message.root ?? '');
    const changedAt = message.changedAt.getTime();
    if (thread) {
      thread.replies.push(message);
      thread.changedAt = Math.max(thread.changedAt, changedAt);
    } else threads.set(message.id, { target, root: message, replies: [], changedAt });
  }
  return [...threads.values()];
};

/** The channels of targets whose messages can be changed, as their platforms show them. */
export const threadsOf = (
  targets: readonly string[],
  { chatOf }: Pick<Receivers, 'chatOf'>,
  platformOf: (target: string) => string | undefined,
): FlowThread[] =>
  targets
    .flatMap((target) => byRoot(target, chatOf(target)?.messages() ?? []))
    // The order of posting decides where two have changed in the same millisecond.
    .toReversed()
    .toSorted((a, b) => b.changedAt - a.changedAt)
    .slice(0, MAX_THREADS)
    .map(({ target, root, replies }) => ({
      target,
      platform: platformOf(target) ?? '',
      root: messageView(root),
      replies: replies.slice(-MAX_REPLIES).map(messageView),
      hidden: Math.max(0, replies.length - MAX_REPLIES),
    }));

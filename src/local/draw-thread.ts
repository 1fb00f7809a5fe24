import type { Drawing } from '../model/conversation.ts';
import { EMPTY_CONVERSATION } from '../model/conversation-state.ts';
import { MOMENTS, type Notification } from '../model/notification.ts';
import { absorb, isFix } from '../relay/conversation-state.ts';
import { conversationsOf } from '../relay/conversations-of.ts';
import { deliveryId } from '../relay/route.ts';
import { openFor } from '../targets/draw.ts';
import { openChat } from './chat.ts';

/** The bodies of the two messages that a notification can have in a conversation. */
export interface DrawnThread {
  /** The message of the conversation, in the state after the notification. */
  readonly root: string;
  /** What is posted below it. */
  readonly reply: string;
}

/**
 * Draws a notification as the message of its conversation and as a reply.
 * @returns `undefined` if the platform has no conversations, or the notification stands by itself.
 */
export const drawThread = async (
  platform: string,
  notification: Notification,
  now: Date,
): Promise<DrawnThread | undefined> => {
  const { conversation } = await openFor(platform);
  const chat = openChat(platform, () => now);
  const [belonging] = conversationsOf('preview', notification, conversation?.thread ?? 'off', MOMENTS);
  if (!conversation || !chat || !belonging) return undefined;
  const sending = { id: deliveryId(notification.id, 'preview'), now };
  const { facts } = absorb(belonging.kind, EMPTY_CONVERSATION, notification);
  const drawing = (form: Drawing['form']): Drawing => ({ notification, form, facts, mentions: true, people: [] });
  const opened = conversation.request({ kind: 'open' }, drawing('root'), sending);
  const outcome = conversation.classify('open', chat.answer(opened));
  const receipt = outcome.kind === 'delivered' ? outcome.receipt : undefined;
  if (receipt === undefined) return undefined;
  const step = { kind: 'reply', root: receipt, broadcast: isFix(notification) } as const;
  return { root: opened.body, reply: conversation.request(step, drawing('reply'), sending).body };
};

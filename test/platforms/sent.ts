import type { ConversationStep } from '../../src/model/conversation.ts';
import { type ConversationState, EMPTY_CONVERSATION } from '../../src/model/conversation-state.ts';
import type { Channel } from '../../src/model/platform.ts';
import { planFor } from '../../src/relay/conversation.ts';
import { conversations } from './conversations.ts';

/** A message that a conversation sent: with a reply that the channel shows too, `broadcast` is true. */
export interface Sent {
  readonly time: string;
  readonly kind: ConversationStep['kind'];
  readonly broadcast: boolean;
  readonly body: Record<string, unknown>;
}

/**
 * What a channel sends in a conversation, as the relay plans it: each post, and the update of the root after each news.
 * @param accepted the body of a reply to a message that was posted.
 */
export const messagesOf = (story: string, { conversation }: Channel, accepted: string): Sent[] => {
  const found = conversations[story];
  if (!conversation || !found) throw new Error(`There is no conversation ${story} in this channel.`);
  const outcome = conversation.classify('open', { status: 200, body: accepted });
  const root = outcome.kind === 'delivered' ? (outcome.receipt ?? '') : '';
  const sent: Sent[] = [];
  let state: ConversationState = EMPTY_CONVERSATION;
  for (const notification of found.news) {
    const { next, post } = planFor(found.kind, state, notification, notification.level === 'stage');
    const send = (step: ConversationStep, mentions: boolean) => {
      const isReply = step.kind === 'reply';
      const drawing = {
        notification: isReply ? notification : (next.latest ?? notification),
        form: isReply ? ('reply' as const) : ('root' as const),
        facts: next.facts,
        mentions,
        people: [],
      };
      const { body } = conversation.request(step, drawing, { id: notification.id, now: new Date(notification.time) });
      sent.push({
        time: notification.time,
        kind: step.kind,
        broadcast: isReply && step.broadcast,
        body: JSON.parse(body),
      });
    };
    if (post?.kind === 'reply') send({ kind: 'reply', root, broadcast: post.broadcast }, true);
    if (post?.kind === 'open') send({ kind: 'open' }, true);
    else if (next.changes > state.changes) send({ kind: 'update', root }, false);
    state = { ...next, root };
  }
  return sent;
};

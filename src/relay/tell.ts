import type { Conversation } from '../model/conversation.ts';
import type { Delivery } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import type { Occasion } from '../model/notification.ts';
import type { Outcome } from '../model/outcome.ts';
import type { AttemptPorts } from './attempt.ts';
import type { Talk } from './conversation-messages.ts';
import { conversationsOf } from './conversations-of.ts';
import { converse } from './converse.ts';

interface Conversing {
  readonly conversation: Conversation;
  readonly on: readonly Occasion[];
}

/**
 * Tells a delivery in its conversations.
 * @returns the outcome of its news. An update that could not be made is due: `updateDue` of what was delivered, or the
 * reason `update-due` where nothing else was to do. `internal` if drawing or sending threw. It never rejects.
 */
export const tellInConversation = async (
  delivery: Delivery,
  { conversation, on }: Conversing,
  circumstances: Pick<Talk, 'isRepeat' | 'queuedAt' | 'inSummary'>,
  ports: AttemptPorts,
): Promise<Outcome> => {
  const belongings = conversationsOf(delivery.target, delivery.notification, conversation.thread, on);
  try {
    const {
      outcome,
      isDue,
      steps = [],
    } = await converse({ ...circumstances, delivery, conversation }, belongings, {
      ...ports,
      conversations: await ports.conversations(),
    });
    const isPosted = steps.some((step) => step !== 'update');
    if (isDue && !isPosted) return { kind: 'retry', reason: 'update-due' };
    if (outcome.kind !== 'delivered') return outcome;
    return { ...outcome, ...(steps.length > 0 && { steps }), ...(isDue && { updateDue: true }) };
  } catch (error) {
    return { kind: 'rejected', reason: 'internal', detail: describeError(error) };
  }
};

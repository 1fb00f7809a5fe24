import type { ConversationRows, StoredConversation } from '../model/conversation-state.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Talk } from './conversation-messages.ts';
import { openingBy, stepName, store, withoutRoot, withStep } from './conversation-rows.ts';
import { lookUp, type StepPorts } from './steps.ts';

interface AdoptPorts extends StepPorts {
  conversations: ConversationRows;
}

/**
 * Takes over the root of a delivery that began to post it and did not store its receipt: its answer was lost, or its
 * function ended. A root that another delivery began to post a moment ago is left to that delivery.
 * @returns what is stored then; an outcome if the platform must be asked again; `undefined` if there is no such root.
 */
export const adopt = async (
  { delivery, conversation, queuedAt }: Talk,
  key: string,
  stored: StoredConversation,
  ports: AdoptPorts,
): Promise<StoredConversation | Outcome | undefined> => {
  const { opening } = stored.state;
  if (!opening || openingBy(stored.state, delivery.id, ports.now().getTime()) === 'other') return undefined;
  const since = new Date(Math.min(opening.at, queuedAt.getTime()));
  const found = await lookUp(conversation, opening.by, undefined, since, ports);
  if (found === 'absent') return undefined;
  if ('kind' in found) return found;
  const { receipt: root } = found;
  return store(ports.conversations, key, stored, (state) => ({
    ...withStep(withoutRoot(state), stepName(opening.by, 'open')),
    root,
    shown: opening.changes ?? 0,
  }));
};

import { EMPTY_CONVERSATION, type StoredConversation } from '../model/conversation-state.ts';
import type { Notification } from '../model/notification.ts';
import type { ConversePorts, Talk } from './conversation-messages.ts';

/** The row with the link to the first message of an incident. */
interface LinkRow {
  readonly key: string;
  readonly stored: StoredConversation;
}

/** The state of a further failed run's conversation, with the link to the first message of the incident. */
export const withFirstFailure = (
  run: StoredConversation,
  { state }: StoredConversation,
  { transition }: Notification,
): StoredConversation => {
  const { incidentUrl, since } = state.facts;
  const isSame = transition?.kind === 'still-failing' && since === transition.since;
  if (!isSame || incidentUrl === undefined) return run;
  return { ...run, state: { ...run.state, facts: { ...run.state.facts, incidentUrl } } };
};

/** Stores the link to the message of a first failure. It fails softly: further messages then have no link. */
export const noteFirstFailure = async (
  { delivery, conversation }: Talk,
  runKey: string,
  { key, stored }: LinkRow,
  { conversations, send }: ConversePorts,
): Promise<void> => {
  const { transition } = delivery.notification;
  const isNoted = stored.state.facts.since === transition?.since;
  if (!conversation.link || transition?.kind !== 'broken' || isNoted) return;
  const root = (await conversations.read([runKey]))?.get(runKey)?.state.root;
  if (root === undefined) return;
  const reply = await send(conversation.link.request(root));
  const incidentUrl = 'kind' in reply ? undefined : conversation.link.read(reply);
  if (incidentUrl === undefined) return;
  await conversations.write(
    key,
    { ...EMPTY_CONVERSATION, facts: { since: transition.since, incidentUrl } },
    stored.version,
  );
};

import { type ConversationState, EMPTY_CONVERSATION, type StoredConversation } from '../model/conversation-state.ts';
import type { Outcome } from '../model/outcome.ts';
import { adopt } from './adopt.ts';
import { planFor } from './conversation.ts';
import { type ConversePorts, createMessages, NOTHING, type Talk, type Told, WAIT } from './conversation-messages.ts';
import { stepName, store, withFixed, withoutRoot, withStep } from './conversation-rows.ts';
import { isFix } from './conversation-state.ts';
import { type Belonging, firstFailureKey } from './conversations-of.ts';
import { noteFirstFailure, withFirstFailure } from './first-failure.ts';
import { afterPost } from './people.ts';

/** A summary that was posted, with its conversation. */
interface Below {
  readonly key: string;
  readonly stored: StoredConversation;
  readonly root: string;
}

const NEW_CONVERSATION: StoredConversation = { state: EMPTY_CONVERSATION, version: 0 };

/** Plans for one delivery, while others change the state at the same time. */
const MAX_PLANS = 5;

/** Makes the functions that tell a delivery in one conversation, or by itself. */
const createTeller = (talk: Talk, ports: ConversePorts) => {
  const { delivery } = talk;
  const { id, notification } = delivery;
  const { conversations: rows } = ports;
  const { post, named, reserve, open, update } = createMessages(talk, ports);

  /** Posts a message that belongs to no conversation. */
  const alone = async (): Promise<Told> => {
    const done = await post({ kind: 'open' }, EMPTY_CONVERSATION, true);
    if (done.kind === 'dead') return { outcome: { kind: 'rejected', reason: 'gone' } };
    return { outcome: done, ...(done.kind === 'delivered' && { steps: ['open'] }) };
  };

  /** The posted summary that told the beginning of the incident. */
  const summaryOf = async ({ inSummary }: ConversationState): Promise<Below | undefined> => {
    const stored = inSummary === undefined ? undefined : (await rows.read([inSummary]))?.get(inSummary);
    const root = stored?.state.root;
    return inSummary !== undefined && stored && root !== undefined ? { key: inSummary, stored, root } : undefined;
  };

  /** The root of the summary shows what is fixed since. */
  const updateSummary = async ({ key, stored }: Below): Promise<Told> => {
    if (!isFix(notification)) return { outcome: NOTHING };
    const name = notification.pipeline?.name ?? notification.resource?.name ?? '';
    return update(key, await store(rows, key, stored, (state) => withFixed(state, name)), false);
  };

  /** Posts the news of an incident below the summary that told its beginning. */
  const tellBelow = async (summary: Below, kind: Belonging['kind'], key: string, stored: StoredConversation) => {
    const { root } = summary;
    const done = await post({ kind: 'reply', root, broadcast: isFix(notification) }, stored.state, true);
    if (done.kind !== 'delivered') return done.kind === 'dead' ? alone() : { outcome: done };
    await store(rows, key, stored, (state) =>
      withStep(planFor(kind, state, notification, true).next, stepName(id, 'reply')),
    );
    const updated = await updateSummary(summary);
    return { ...updated, outcome: done, steps: ['reply', ...(updated.steps ?? [])] } satisfies Told;
  };

  /** Changes what was posted, and posts nothing. */
  const follow = async (
    kind: Belonging['kind'],
    key: string,
    stored: StoredConversation,
    next: ConversationState,
    silent: boolean,
  ): Promise<Told> => {
    const { inSummary } = talk;
    const opens = inSummary !== undefined && next.root === undefined && notification.moment === 'failed';
    // A fix is stored although nothing was posted: the failure may be late, and its root shows that it is fixed.
    const isUseless = stored.version === 0 && kind === 'incident' && !opens && !isFix(notification);
    if (isUseless) return { outcome: NOTHING };
    const absorb = (state: ConversationState): ConversationState => {
      const absorbed = planFor(kind, state, notification, true).next;
      return opens && absorbed.root === undefined ? { ...absorbed, inSummary } : absorbed;
    };
    const isKnown = JSON.stringify(absorb(stored.state)) === JSON.stringify(stored.state);
    const absorbed = isKnown ? stored : await store(rows, key, stored, absorb);
    const adopted = absorbed.state.root === undefined ? await adopt(talk, key, absorbed, ports) : undefined;
    if (adopted && 'kind' in adopted) return { outcome: adopted };
    const current = adopted ?? absorbed;
    const summary = current.state.root === undefined && !opens ? await summaryOf(current.state) : undefined;
    return summary ? updateSummary(summary) : update(key, current, silent, talk.isRepeat);
  };

  /** Tells the delivery in one conversation: first what is posted, then the update of the root. */
  const tell = async ({ kind, key, isAside }: Belonging, first: StoredConversation): Promise<Told> => {
    const silent = isAside || delivery.updateOnly === true;
    let stored = first;
    for (let plans = 0; plans < MAX_PLANS; plans++) {
      const { next, post: wanted } = planFor(kind, stored.state, notification, silent);
      const isDone = ['open', 'reply'].some((step) => stored.state.steps.includes(stepName(id, step)));
      if (!wanted || isDone) {
        return follow(kind, key, stored, next, silent);
      }
      if (wanted.kind === 'alone') return alone();
      const summary = wanted.kind === 'open' ? await summaryOf(next) : undefined;
      if (summary) return tellBelow(summary, kind, key, stored);
      if (wanted.kind === 'open') {
        const reserved = await reserve(key, stored, next);
        if ('outcome' in reserved) return reserved;
        if ('stored' in reserved) return open(key, reserved.stored, true);
        stored = reserved.again;
        continue;
      }
      const { root = '' } = stored.state;
      const told = await named(next);
      const done = await post({ kind: 'reply', root, broadcast: wanted.broadcast }, told, true);
      if (done.kind === 'dead') {
        stored = { state: withoutRoot(stored.state), version: stored.version };
        continue;
      }
      if (done.kind !== 'delivered') return { outcome: done };
      const absorb = (state: ConversationState) =>
        withStep(afterPost(planFor(kind, state, notification, true).next, notification, told), stepName(id, 'reply'));
      const updated = await update(key, await store(rows, key, stored, absorb), false);
      return { ...updated, outcome: done, steps: ['reply', ...(updated.steps ?? [])] };
    }
    return { outcome: WAIT };
  };

  return { tell, alone };
};

/**
 * Tells a delivery in its conversations, or by itself if it has none or the table does not answer. It rejects only for a
 * bug.
 * @param belongings the conversations that it belongs to, the one that takes its news first.
 */
export const converse = async (talk: Talk, belongings: readonly Belonging[], ports: ConversePorts): Promise<Told> => {
  const { delivery } = talk;
  const { tell, alone } = createTeller(talk, ports);
  const [first, ...others] = belongings;
  const linkKey =
    first?.kind === 'run' && talk.conversation.link
      ? firstFailureKey(delivery.target, delivery.notification)
      : undefined;
  const keys = [...belongings.map(({ key }) => key), ...(linkKey ? [linkKey] : [])];
  const stored = first && (await ports.conversations.read(keys));
  if (!first || !stored) return delivery.updateOnly ? { outcome: NOTHING } : alone();
  const stateOf = ({ key }: Belonging): StoredConversation => {
    const { state, version } = stored.get(key) ?? NEW_CONVERSATION;
    const isElsewhere = state.root !== undefined && talk.conversation.reaches?.(state.root) === false;
    return { state: isElsewhere ? withoutRoot(state) : state, version };
  };
  const link = linkKey ? (stored.get(linkKey) ?? NEW_CONVERSATION) : undefined;
  const told = await tell(first, link ? withFirstFailure(stateOf(first), link, delivery.notification) : stateOf(first));
  if (linkKey && link) await noteFirstFailure(talk, first.key, { key: linkKey, stored: link }, ports);
  if (told.outcome.kind !== 'delivered' && told.outcome.kind !== 'skipped') return told;
  let outcome: Outcome = told.outcome;
  let { isDue = false, steps = [] } = told;
  for (const other of others) {
    const more = await tell(other, stateOf(other));
    isDue ||= more.isDue === true;
    steps = [...steps, ...(more.steps ?? [])];
    if (outcome.kind === 'skipped') outcome = more.outcome;
  }
  return { outcome, isDue, steps };
};

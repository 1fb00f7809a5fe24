import type { Conversation, ConversationStep, Drawing, StepKind } from '../model/conversation.ts';
import type { ConversationRows, ConversationState, StoredConversation } from '../model/conversation-state.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Outcome } from '../model/outcome.ts';
import { adopt } from './adopt.ts';
import { openingBy, stepName, store, withoutRoot, withStep } from './conversation-rows.ts';
import { afterPost, mentionedBy, type PeoplePorts, withPeople } from './people.ts';
import { type Done, lookUp, takeStep } from './steps.ts';

export interface ConversePorts extends PeoplePorts {
  conversations: ConversationRows;
}

/** A delivery to a target that has conversations. */
export interface Talk {
  readonly delivery: Delivery;
  readonly conversation: Conversation;
  /** An earlier attempt may have posted its message without an answer. */
  readonly isRepeat: boolean;
  /** When it was put on the queue. */
  readonly queuedAt: Date;
  /** A summary tells the delivery: key of the summary's conversation. */
  readonly inSummary?: string | undefined;
}

/** `isDue`: an update is still to be made. It never delays news. `steps` are those that were taken. */
export interface Told {
  readonly outcome: Outcome;
  readonly isDue?: boolean;
  readonly steps?: readonly StepKind[];
}

type Reserved =
  | { readonly stored: StoredConversation }
  | { readonly again: StoredConversation }
  | { readonly outcome: Outcome };

export const NOTHING: Outcome = { kind: 'skipped', reason: 'nothing-to-update' };
export const WAIT: Outcome = { kind: 'retry', reason: 'paused' };

/** Updates of one root in succession, while others change its state at the same time. */
const MAX_UPDATES = 3;

const isCertain = (done: Done): boolean => done.kind !== 'retry' || done.reason === 'throttled';

/** Makes the functions that post and update messages for one delivery. */
export const createMessages = (talk: Talk, ports: ConversePorts) => {
  const { delivery, conversation, isRepeat, queuedAt } = talk;
  const { id, notification } = delivery;
  const rows = ports.conversations;

  const take = async (step: ConversationStep, state: ConversationState, isNews: boolean): Promise<Done> => {
    const form = step.kind === 'reply' ? 'reply' : 'root';
    const shown = form === 'root' ? (state.latest ?? notification) : notification;
    // A failure that arrives after its fix needs no action, so no one is mentioned.
    const isOver = state.closed === true && state.latest?.id !== notification.id;
    const mentions = isNews && !isOver && shown.id === notification.id;
    const drawing: Drawing = {
      notification: shown,
      form,
      facts: state.facts,
      mentions,
      people: mentions ? mentionedBy(notification, state) : [],
    };
    return takeStep(conversation, step, drawing, id, ports);
  };

  /** Posts a message, unless an earlier attempt has posted it. */
  const post = async (step: ConversationStep, state: ConversationState, isNews: boolean): Promise<Done> => {
    const root = step.kind === 'open' ? undefined : step.root;
    if (isRepeat || (step.kind === 'open' && state.opening?.by === id)) {
      const found = await lookUp(conversation, id, root, queuedAt, ports);
      if (found !== 'absent') return 'kind' in found ? found : { kind: 'delivered', receipt: found.receipt };
    }
    return take(step, state, isNews);
  };

  /** Adds who is mentioned as an author. Before the root is reserved, so that a repeated attempt mentions the same. */
  const named = (state: ConversationState) => withPeople(state, delivery, conversation, ports);

  /**
   * Records that this delivery posts the root, so that two functions do not post two.
   * @returns the state to go on with, which may have another plan; an outcome if the root must wait.
   */
  const reserve = async (key: string, stored: StoredConversation, next: ConversationState): Promise<Reserved> => {
    const now = ports.now().getTime();
    const owner = openingBy(stored.state, id, now);
    if (owner === 'other') return { outcome: WAIT };
    if (owner === 'own')
      return { stored: { state: { ...(await named(next)), opening: stored.state.opening }, version: stored.version } };
    const adopted = owner === 'stale' ? await adopt(talk, key, stored, ports) : undefined;
    if (adopted) return 'kind' in adopted ? { outcome: adopted } : { again: adopted };
    const mine = await named(next);
    const result = await rows.write(
      key,
      { ...mine, opening: { by: id, at: ports.now().getTime(), changes: mine.changes } },
      stored.version,
    );
    if (result === 'written') return { stored: { state: mine, version: stored.version + 1 } };
    const current = result === 'conflict' ? (await rows.read([key]))?.get(key) : undefined;
    return current ? { again: current } : { stored: { state: mine, version: stored.version } };
  };

  const open = async (key: string, reserved: StoredConversation, isNews: boolean): Promise<Told> => {
    const done = await post({ kind: 'open' }, reserved.state, isNews);
    if (done.kind === 'dead') return { outcome: { kind: 'rejected', reason: 'gone' } };
    if (done.kind !== 'delivered') {
      if (isCertain(done)) await store(rows, key, reserved, withoutRoot);
      return { outcome: done };
    }
    const { receipt: root, status } = done;
    const { changes, opening } = reserved.state;
    // A message without an answer was found: it shows what was known when it was posted.
    const shown = status === undefined ? (opening?.changes ?? 0) : changes;
    const stored = await store(rows, key, reserved, (state) => ({
      ...withStep(afterPost(withoutRoot(state), notification, reserved.state), stepName(id, 'open')),
      ...(root !== undefined && { root }),
      shown,
    }));
    // Somebody else may have changed the state since the root was drawn.
    const updated = await update(key, stored, false);
    return { ...updated, outcome: done, steps: ['open', ...(updated.steps ?? [])] };
  };

  /** Makes the root show the present state, with `again` in any case. @param silent a root that is gone stays gone. */
  const update = async (key: string, first: StoredConversation, silent: boolean, again = false): Promise<Told> => {
    const { updates } = conversation;
    let stored = first;
    let told: Told = { outcome: NOTHING };
    for (let count = 0; count < MAX_UPDATES; count++) {
      const { root, changes, shown } = stored.state;
      // After an own update, or that of a function that was killed, the root may show an older state than the row says.
      if (root === undefined || (count === 0 && changes <= shown && !again)) return told;
      if (updates && (await rows.countUpdate(updates.key)) > updates.perMinute) return { ...told, isDue: true };
      const done = await take({ kind: 'update', root }, stored.state, false);
      if (done.kind === 'retry' || (done.kind === 'rejected' && done.unconfirmed)) return { ...told, isDue: true };
      // The token may be replaced: the target is read again.
      if (done.kind === 'rejected' && delivery.updateOnly && !told.steps) return { outcome: done };
      if (done.kind === 'dead' && !silent) return open(key, { ...stored, state: withoutRoot(stored.state) }, false);
      if (done.kind === 'dead') await store(rows, key, stored, withoutRoot);
      if (done.kind !== 'delivered') return told;
      told = { outcome: done, steps: ['update'] };
      stored = await store(rows, key, stored, (state) => ({ ...state, shown: Math.max(state.shown, changes) }));
      if (stored.state.changes === changes) return told;
    }
    return { ...told, isDue: true };
  };

  return { post, named, reserve, open, update };
};

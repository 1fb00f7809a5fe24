import type { ConversationRows, ConversationState, StoredConversation } from '../model/conversation-state.ts';

const MAX_CONFLICTS = 4;
const MAX_STEPS = 20;
const MAX_FIXED = 100;

/** Time after which others look for a root that a delivery began to post, in milliseconds. */
const OPENING_MS = 60_000;

/** The name under which a step of a delivery is noted. */
export const stepName = (deliveryId: string, step: string): string => `${deliveryId}/${step}`;

export const withStep = (state: ConversationState, name: string): ConversationState => ({
  ...state,
  steps: [...state.steps, name].slice(-MAX_STEPS),
});

export const withoutRoot = ({ root: _, opening: __, ...state }: ConversationState): ConversationState => state;

/** The state of a summary after one of the subjects that it told is fixed. */
export const withFixed = (state: ConversationState, name: string): ConversationState => {
  const { fixed = [] } = state.facts;
  if (fixed.includes(name) || fixed.length >= MAX_FIXED) return state;
  return { ...state, changes: state.changes + 1, facts: { ...state.facts, fixed: [...fixed, name] } };
};

/** Who may post the root: this delivery, another that began a moment ago, or another that may have failed. */
export const openingBy = (
  { opening }: ConversationState,
  deliveryId: string,
  now: number,
): 'nobody' | 'own' | 'other' | 'stale' => {
  if (!opening) return 'nobody';
  if (opening.by === deliveryId) return 'own';
  return now - opening.at < OPENING_MS ? 'other' : 'stale';
};

/**
 * Stores a change. Where somebody else wrote in the meantime, the change is made again on what is stored now.
 * @returns what is stored now, or what would be if the table failed.
 */
export const store = async (
  rows: ConversationRows,
  key: string,
  stored: StoredConversation,
  change: (state: ConversationState) => ConversationState,
): Promise<StoredConversation> => {
  let { version, state: before } = stored;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const state = change(before);
    const result = await rows.write(key, state, version);
    if (result === 'written') return { state, version: version + 1 };
    const current = result === 'conflict' ? (await rows.read([key]))?.get(key) : undefined;
    if (!current) return { state, version };
    before = current.state;
    version = current.version;
  }
  return { state: change(before), version };
};

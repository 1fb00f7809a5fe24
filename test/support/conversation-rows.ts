import {
  type ConversationRows,
  EMPTY_CONVERSATION,
  type StoredConversation,
} from '../../src/model/conversation-state.ts';

/** The rows of conversations in a map, with the conditions of the table. */
export const conversationRows = (rows: Map<string, StoredConversation>): ConversationRows => {
  const counts = new Map<string, number>();
  return {
    read: async (keys) =>
      new Map(keys.map((key) => [key, rows.get(key) ?? { state: EMPTY_CONVERSATION, version: 0 }] as const)),
    async write(key, state, version) {
      if ((rows.get(key)?.version ?? 0) !== version) return 'conflict';
      rows.set(key, { state, version: version + 1 });
      return 'written';
    },
    async countUpdate(budget) {
      const count = (counts.get(budget) ?? 0) + 1;
      counts.set(budget, count);
      return count;
    },
  };
};

import { type Chat, type ChatMessage, messageText } from './chat.ts';
import type { Terminal } from './terminal.ts';

/** Length of a message's text: two lines of a narrow terminal. */
const TEXT_CHARS = 150;

const lineOf = (message: ChatMessage, isNew: boolean): string => {
  const text = messageText(message, TEXT_CHARS);
  if (message.root === undefined) return isNew ? `▌ ${text}` : `▌ ${text} (updated)`;
  return `  └ ${text}${message.broadcast ? ' (also sent to the channel)' : ''}`;
};

/** Makes a function that prints what has changed in the channels since it was called last: replies below their root. */
export const createChannelPrinter = (chats: ReadonlyMap<string, Chat>, terminal: Terminal): (() => void) => {
  const known = new Map<string, number>();
  return () => {
    for (const [name, chat] of chats) {
      const messages = chat.messages();
      const isChanged = ({ id, updates }: ChatMessage): boolean => known.get(`${name} ${id}`) !== updates;
      const roots = messages.filter(({ root }) => root === undefined);
      for (const root of roots) {
        const replies = messages.filter((message) => message.root === root.id && isChanged(message));
        if (!isChanged(root) && replies.length === 0) continue;
        for (const message of [...(isChanged(root) ? [root] : []), ...replies]) {
          terminal.line(`       ${lineOf(message, !known.has(`${name} ${message.id}`))}`);
        }
      }
      for (const { id, updates } of messages) known.set(`${name} ${id}`, updates);
    }
  };
};

import type { StoredConversation } from '../../src/model/conversation-state.ts';
import type { Notification, Occasion } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from './batch.ts';
import { openChat } from './chat.ts';
import { conversationRows } from './conversation-rows.ts';

export const SINCE = '2026-03-04T09:00:00Z';
export const at = (minute: number): string => `2026-03-04T09:${String(minute).padStart(2, '0')}:00Z`;

export const failed = (minute: number, more: Partial<Notification> = {}): Partial<Notification> => ({
  id: `failed ${minute}`,
  moment: 'failed',
  severity: 'failure',
  level: 'pipeline',
  time: at(minute),
  execution: { id: `run-${minute}` },
  transition: { kind: minute === 0 ? 'broken' : 'still-failing', count: minute + 1, since: SINCE },
  failures: [{ reason: `error ${minute}` }],
  ...more,
});
export const fixed = (minute: number): Partial<Notification> => ({
  id: `fixed ${minute}`,
  moment: 'succeeded',
  severity: 'success',
  level: 'pipeline',
  time: at(minute),
  execution: { id: `run-${minute}` },
  transition: { kind: 'fixed', count: minute, since: SINCE },
});

interface Options {
  on?: readonly Occasion[];
  thread?: 'incident' | 'run';
}

export const openDesk = ({ on = ['failed', 'fixed', 'approval'], thread = 'incident' }: Options = {}) => {
  const chat = openChat(thread);
  const rows = new Map<string, StoredConversation>();
  let now = Date.parse(at(30));
  const table = conversationRows(rows);
  const ports = { send: chat.send, now: () => new Date(now), conversations: table };
  const tell = (
    news: Partial<Notification>,
    more: {
      updateOnly?: true;
      isRepeat?: boolean;
      inSummary?: string;
      conversations?: typeof table;
      send?: typeof chat.send;
    } = {},
  ) => {
    const { updateOnly, isRepeat = false, inSummary, ...others } = more;
    const delivery = { ...aDelivery('team', news), ...(updateOnly && { updateOnly }) };
    const talk = { delivery, conversation: chat.conversation, isRepeat, queuedAt: new Date(now), inSummary };
    const belongings = conversationsOf('team', delivery.notification, thread, on);
    return converse(talk, belongings, { ...ports, ...others });
  };
  const pass = (seconds: number): void => {
    now += seconds * 1000;
  };
  return { chat, rows, table, tell, pass };
};

export const shown = ({ chat }: ReturnType<typeof openDesk>) =>
  chat.roots().map(({ drawing }) => drawing.notification.id);

import type { HttpReply } from '../model/http.ts';
import { isRecord, parseJson } from '../text/json.ts';
import type { Chat, ChatMessage } from './chat.ts';

interface Message extends ChatMessage {
  /** The channel, the thread or the post of a forum that it is in. */
  readonly channel: string;
}

const MAX_MESSAGES = 1000;

const CHANNEL = '1185000000000000100';

const refused = (status: number, code: number, message: string): HttpReply => ({
  status,
  body: JSON.stringify({ message, code }),
});

const accepted = ({ id, channel }: Message): HttpReply => ({
  status: 200,
  body: JSON.stringify({ type: 0, id, channel_id: channel }),
});

/**
 * A channel of Discord with a webhook, in memory. A message with `thread_name` is a post of a forum, and any other
 * thread exists.
 * @see https://docs.discord.com/developers/resources/webhook
 */
export const openDiscordChannel = (now: () => Date): Chat => {
  const messages = new Map<string, Message>();
  let ids = 1185000000000001000n;

  const post = (body: Readonly<Record<string, unknown>>, thread: string | null): HttpReply => {
    ids += 1n;
    const id = String(ids);
    // The first message of a post has the id of the post.
    const channel = body.thread_name === undefined ? (thread ?? CHANNEL) : id;
    const root = thread !== null && messages.has(thread) ? thread : undefined;
    const at = now();
    const message = { id, channel, root, broadcast: false, postedAt: at, changedAt: at, body, updates: 0 };
    messages.set(id, message);
    const [oldest = ''] = messages.keys();
    if (messages.size > MAX_MESSAGES) messages.delete(oldest);
    return accepted(message);
  };

  const edit = (id: string, body: Readonly<Record<string, unknown>>): HttpReply => {
    const found = messages.get(id);
    if (!found) return refused(404, 10_008, 'Unknown Message');
    const edited = { ...found, body, changedAt: now(), updates: found.updates + 1 };
    messages.set(id, edited);
    return accepted(edited);
  };

  return {
    callOf: ({ method }) => (method === 'PATCH' ? 'update' : 'post'),
    answer({ method, url, body }) {
      const { pathname, searchParams } = new URL(url);
      const parsed = parseJson(body);
      if (!isRecord(parsed)) return refused(400, 50_109, 'The request body contains invalid JSON.');
      const id = /\/messages\/(\d+)$/.exec(pathname)?.[1];
      return method === 'PATCH' && id ? edit(id, parsed) : post(parsed, searchParams.get('thread_id'));
    },
    refusals: {
      gone: refused(404, 10_015, 'Unknown Webhook'),
      content: refused(400, 50_035, 'Invalid Form Body'),
    },
    messages: () => [...messages.values()],
  };
};

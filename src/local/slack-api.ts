import type { HttpReply } from '../model/http.ts';
import { isRecord, parseJson } from '../text/json.ts';
import type { Chat, ChatCall, ChatMessage, ChatRequest } from './chat.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Message extends ChatMessage {
  readonly metadata: unknown;
}

const MAX_MESSAGES = 1000;

const reply = (body: object): HttpReply => ({ status: 200, body: JSON.stringify(body) });
const refused = (error: string): HttpReply => reply({ ok: false, error });

const methodOf = ({ url }: ChatRequest): string => new URL(url).pathname.split('/').at(-1) ?? '';

const CALLS: Readonly<Record<string, ChatCall>> = { 'chat.postMessage': 'post', 'chat.update': 'update' };

/** The methods that write take JSON, and those that read a form. */
const fieldsOf = (body: string): Fields => {
  const parsed = parseJson(body);
  return isRecord(parsed) ? parsed : Object.fromEntries(new URLSearchParams(body));
};

const written = ({ id, root, body, metadata }: Message): object => {
  const { text, blocks, attachments } = body;
  return { type: 'message', bot_id: 'B0LOCAL', ts: id, text, blocks, attachments, metadata, thread_ts: root };
};

/**
 * The methods of Slack's Web API that Pipebell calls, in memory.
 * @see https://docs.slack.dev/reference/methods
 */
export const openSlackApi = (now: () => Date): Chat => {
  const messages = new Map<string, Message>();
  let latest = 0;

  /** Times of messages differ, also within a second. */
  const nextTs = (): string => {
    latest = Math.max(latest + 1, now().getTime() * 1000);
    return `${Math.floor(latest / 1_000_000)}.${String(latest % 1_000_000).padStart(6, '0')}`;
  };

  const post = (fields: Fields): HttpReply => {
    const { channel, thread_ts: thread, reply_broadcast: broadcast, metadata } = fields;
    const id = nextTs();
    const root = messages.get(String(thread))?.id;
    const at = now();
    const isBroadcast = root !== undefined && broadcast === true;
    const message = {
      id,
      root,
      broadcast: isBroadcast,
      postedAt: at,
      changedAt: at,
      body: fields,
      metadata,
      updates: 0,
    };
    messages.set(id, message);
    const [oldest = ''] = messages.keys();
    if (messages.size > MAX_MESSAGES) messages.delete(oldest);
    return reply({ ok: true, channel, ts: id });
  };

  const update = (fields: Fields): HttpReply => {
    const found = messages.get(String(fields.ts));
    if (!found) return refused('message_not_found');
    messages.set(found.id, { ...found, body: fields, changedAt: now(), updates: found.updates + 1 });
    return reply({ ok: true, channel: fields.channel, ts: found.id });
  };

  const list = (found: readonly Message[]): HttpReply =>
    reply({ ok: true, messages: found.map(written), has_more: false });

  const history = (): HttpReply =>
    list([...messages.values()].filter(({ root, broadcast }) => root === undefined || broadcast).reverse());

  const replies = ({ ts }: Fields): HttpReply => {
    if (!messages.has(String(ts))) return refused('thread_not_found');
    return list([...messages.values()].filter(({ id, root }) => id === ts || root === ts));
  };

  const methods: Readonly<Record<string, ((fields: Fields) => HttpReply) | undefined>> = {
    'chat.postMessage': post,
    'chat.update': update,
    'conversations.history': history,
    'conversations.replies': replies,
    'conversations.join': ({ channel }) => reply({ ok: true, channel: { id: channel } }),
    'chat.getPermalink': ({ channel, message_ts }) =>
      reply({
        ok: true,
        permalink: `https://example.slack.com/archives/${channel}/p${String(message_ts).replace('.', '')}`,
      }),
    'users.lookupByEmail': () => refused('users_not_found'),
  };

  return {
    callOf: (request) => CALLS[methodOf(request)] ?? 'read',
    answer(request) {
      const run = methods[methodOf(request)];
      return run ? run(fieldsOf(request.body)) : refused('unknown_method');
    },
    refusals: { gone: refused('is_archived'), content: refused('invalid_blocks') },
    messages: () => [...messages.values()],
  };
};

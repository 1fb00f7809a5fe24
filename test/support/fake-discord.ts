import type { HttpReply, HttpRequest, Send } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { type DiscordMessage, discordProblems } from '../platforms/discord/checks.ts';

/** A message as the fake holds it. */
export interface PostedMessage {
  readonly id: string;
  /** The channel, or the thread, that it is in. */
  readonly channel: string;
  readonly body: DiscordMessage;
  /** Who was notified of it: ids, `everyone` and `here`. An edit notifies nobody. */
  readonly notified: readonly string[];
  readonly edits: number;
}

interface Thread {
  readonly name: string;
  readonly tags: readonly string[];
  archived: boolean;
  locked: boolean;
}

interface Options {
  /** The channel is a forum, whose messages are all in posts. */
  forum?: boolean;
  /** Ids of threads of the channel. */
  threads?: readonly string[];
}

const WEBHOOK = '1185000000000000001';
const TOKEN = 'fake-Token_1';
const CHANNEL = '1185000000000000100';

const refusal = (status: number, code: number, message: string): HttpReply => ({
  status,
  body: JSON.stringify({ message, code }),
});

const UNKNOWN_MESSAGE = () => refusal(404, 10_008, 'Unknown Message');
const UNKNOWN_CHANNEL = () => refusal(404, 10_003, 'Unknown Channel');

/** Whom Discord notifies: those that stand in the text and are allowed. */
const notifiedBy = ({ content, allowed_mentions: allowed }: DiscordMessage): string[] => {
  const everyone = allowed.parse.includes('everyone') ? (content.match(/(?<=@)(?:everyone|here)/g) ?? []) : [];
  const ids = [...content.matchAll(/<@([!&]?)(\d+)>/g)].flatMap(([, sign, id = '']) =>
    (sign === '&' ? allowed.roles : allowed.users).includes(id) ? [id] : [],
  );
  return [...everyone, ...ids];
};

/**
 * A channel of Discord with one webhook, in memory. It keeps the documented rules: limits, posts of forums, threads,
 * messages that only their webhook can edit. It reads the requests as they are sent.
 * @see https://docs.discord.com/developers/resources/webhook
 */
export const openDiscord = ({ forum = false, threads: known = [] }: Options = {}) => {
  const messages = new Map<string, PostedMessage>();
  const threads = new Map<string, Thread>(
    known.map((id) => [id, { name: id, tags: [], archived: false, locked: false }]),
  );
  const requests: HttpRequest[] = [];
  /** Answers of the next requests. `lost` does what was asked and gives no answer. */
  const troubles: (HttpReply | 'lost')[] = [];
  let isDeleted = false;
  let token = TOKEN;
  let ids = 1185000000000001000n;
  const nextId = (): string => {
    ids += 1n;
    return String(ids);
  };

  const accepted = ({ id, channel, body }: PostedMessage): HttpReply => ({
    status: 200,
    body: JSON.stringify({ type: 0, content: body.content, embeds: body.embeds, id, channel_id: channel }),
  });

  const placeOf = (body: DiscordMessage, thread: string | null): string | HttpReply => {
    if (thread !== null && body.thread_name !== undefined)
      return refusal(400, 220_002, 'both a thread_name and thread_id');
    if (body.thread_name !== undefined) {
      if (!forum) return refusal(400, 220_003, 'Webhooks can only create threads in forum channels');
      const id = nextId();
      threads.set(id, { name: body.thread_name, tags: body.applied_tags ?? [], archived: false, locked: false });
      return id;
    }
    if (thread === null) return forum ? refusal(400, 220_001, 'must have a thread_name or thread_id') : CHANNEL;
    const found = threads.get(thread);
    if (!found) return UNKNOWN_CHANNEL();
    if (found.locked) return refusal(403, 160_005, 'Thread is locked');
    // A new message opens an archived thread.
    found.archived = false;
    return thread;
  };

  const post = (body: DiscordMessage, thread: string | null): HttpReply => {
    const channel = placeOf(body, thread);
    if (typeof channel !== 'string') return channel;
    // The first message of a post has the id of the post.
    const id = body.thread_name === undefined ? nextId() : channel;
    const message = { id, channel, body, notified: notifiedBy(body), edits: 0 };
    messages.set(id, message);
    return accepted(message);
  };

  const edit = (id: string, body: DiscordMessage, thread: string | null): HttpReply => {
    const message = messages.get(id);
    const place = message?.channel === CHANNEL ? null : message?.channel;
    if (thread !== null && !threads.has(thread)) return UNKNOWN_CHANNEL();
    if (!message || place !== thread) return UNKNOWN_MESSAGE();
    const { archived, locked } = threads.get(message.channel) ?? {};
    if (locked) return refusal(403, 160_005, 'Thread is locked');
    if (archived) return refusal(400, 50_083, 'Thread is archived');
    if (body.thread_name !== undefined || body.applied_tags) return refusal(400, 50_035, 'Invalid Form Body');
    const edited = { ...message, body, edits: message.edits + 1 };
    messages.set(id, edited);
    return accepted(edited);
  };

  const answer = ({ method = 'POST', url, body }: HttpRequest): HttpReply => {
    const { origin, pathname, searchParams } = new URL(url);
    const [, webhook, secret, id] =
      /^\/api\/v10\/webhooks\/(\d+)\/([\w-]+)(?:\/messages\/(\d+))?$/.exec(pathname) ?? [];
    if (origin !== 'https://discord.com' || !webhook) return refusal(404, 0, '404: Not Found');
    if (isDeleted || webhook !== WEBHOOK) return refusal(404, 10_015, 'Unknown Webhook');
    if (secret !== token) return refusal(401, 50_027, 'Invalid Webhook Token');
    if (method === 'GET' && !id) {
      const facts = { id: WEBHOOK, type: 1, name: 'Pipebell', channel_id: CHANNEL, guild_id: '1185000000000000200' };
      return { status: 200, body: JSON.stringify({ ...facts, token }) };
    }
    const message: DiscordMessage = JSON.parse(body);
    if (discordProblems(message).length > 0) return refusal(400, 50_035, 'Invalid Form Body');
    const thread = searchParams.get('thread_id');
    if (method === 'PATCH' && id) return edit(id, message, thread);
    if (method !== 'POST' || id) return refusal(405, 0, '405: Method Not Allowed');
    const reply = post(message, thread);
    return reply.status === 200 && searchParams.get('wait') !== 'true' ? { status: 204, body: '' } : reply;
  };

  const send: Send = async (request): Promise<HttpReply | Outcome> => {
    requests.push(request);
    const trouble = troubles.shift();
    if (trouble === 'lost') {
      answer(request);
      return { kind: 'retry', reason: 'timeout' };
    }
    return trouble ?? answer(request);
  };

  return {
    url: `https://discord.com/api/webhooks/${WEBHOOK}/${TOKEN}`,
    send,
    requests,
    messages: () => [...messages.values()],
    /** The messages in the channel itself, or the first message of each post. */
    roots: () => [...messages.values()].filter(({ id, channel }) => channel === CHANNEL || channel === id),
    replies: () => [...messages.values()].filter(({ id, channel }) => channel !== CHANNEL && channel !== id),
    thread: (id: string) => threads.get(id),
    trouble: (reply: HttpReply | 'lost') => void troubles.push(reply),
    remove: (id: string) => void messages.delete(id),
    removeThread(id: string) {
      threads.delete(id);
      for (const message of messages.values()) if (message.channel === id) messages.delete(message.id);
    },
    removeWebhook() {
      isDeleted = true;
    },
    changeToken() {
      token = `${TOKEN}2`;
    },
  };
};

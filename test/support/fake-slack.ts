import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { isRecord, parseJson } from '../../src/text/json.ts';
import { openLimits } from './fake-slack-limits.ts';
import { history, lookupByEmail, permalink, replies } from './fake-slack-reading.ts';
import { authTest, info } from './fake-slack-setup.ts';
import {
  type Fields,
  isReply,
  repliesTo,
  type SlackChannel,
  type SlackMessage,
  SlackRefusal,
  type SlackState,
  type SlackToken,
  type SlackUser,
} from './fake-slack-state.ts';
import { deleteMessage, join, postMessage, update } from './fake-slack-writing.ts';

/** What goes wrong with one call. `lost` and `broken` do what was asked; `unsent` and `reply` do not. */
export type SlackFault =
  /** The answer does not arrive in time. */
  | 'lost'
  /** The answer is a 500. */
  | 'broken'
  /** There is no connection. */
  | 'unsent'
  /** An answer without an effect. */
  | { readonly reply: HttpReply };

export interface SlackCall {
  readonly method: string;
  readonly fields: Fields;
  /** `ok`, or why it was refused. */
  readonly result: string;
}

/** A root that people see, what it shows now, and what stands in its thread. */
export interface SlackRoot {
  readonly ts: string;
  readonly text: string;
  /** The delivery that posted it. */
  readonly delivery: string | undefined;
  readonly message: SlackMessage;
  readonly thread: readonly SlackMessage[];
}

interface Options {
  now?: () => Date;
  /** `false` takes any number of calls. */
  limits?: boolean;
  /** How long a message can be edited. Default: for ever. */
  editWindowSeconds?: number;
  /** Decides about each call, counted from 1, before the faults that were asked for. */
  fault?: (method: string, nth: number) => SlackFault | undefined;
}

type Method = (state: SlackState, token: SlackToken, fields: Fields) => object;

const METHODS: ReadonlyMap<string, Method> = new Map([
  ['auth.test', authTest],
  ['chat.postMessage', postMessage],
  ['chat.update', update],
  ['conversations.history', history],
  ['conversations.info', info],
  ['conversations.replies', replies],
  ['conversations.join', join],
  ['users.lookupByEmail', lookupByEmail],
  ['chat.getPermalink', permalink],
]);

/** The scopes of an app that can do everything. */
export const ALL_SCOPES: readonly string[] = [
  'chat:write',
  'chat:write.public',
  'channels:history',
  'channels:join',
  'groups:history',
  'im:history',
  'users:read.email',
];

export const FAKE_TOKEN = 'xoxb-canary-0123456789';
export const FAKE_CHANNEL = 'C0123456789';

const answer = (body: object, status = 200): HttpReply => ({ status, body: JSON.stringify(body) });

const fieldsOf = ({ headers, body }: HttpRequest): Fields => {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body));
  const parsed = type.startsWith('application/json') ? parseJson(body) : undefined;
  if (!isRecord(parsed)) throw new SlackRefusal('invalid_post_type');
  return parsed;
};

const deliveryOf = ({ metadata }: SlackMessage): string | undefined => {
  const payload = isRecord(metadata) && isRecord(metadata.event_payload) ? metadata.event_payload : {};
  return typeof payload.delivery === 'string' ? payload.delivery : undefined;
};

/**
 * Slack's Web API in memory, as far as Pipebell calls it, with one channel, one token and the documented rules: scopes,
 * members, threads, edits, metadata, pages and rate limits. Where the documentation is silent, it does what apps report:
 * a reply to a deleted root is posted into the channel, and one to the placeholder of a root is refused.
 */
export const openSlack = ({ now = () => new Date(), limits = true, editWindowSeconds, fault }: Options = {}) => {
  const state: SlackState = {
    channels: new Map(),
    tokens: new Map(),
    users: [],
    editWindowSeconds: editWindowSeconds ?? Number.POSITIVE_INFINITY,
    now,
  };
  const waitFor = openLimits();
  const calls: SlackCall[] = [];
  const faults: { method: string; fault: SlackFault }[] = [];

  const addChannel = (id: string, more: Partial<SlackChannel> & { member?: boolean } = {}): SlackChannel => {
    const { member = true, ...others } = more;
    const members = new Set(member ? [...state.tokens.values()].map(({ bot }) => bot) : []);
    const channel: SlackChannel = { id, kind: 'public', isArchived: false, members, messages: [], ...others };
    state.channels.set(id, channel);
    return channel;
  };
  const addToken = (
    token: string,
    scopes: readonly string[] = ALL_SCOPES,
    bot = `B${state.tokens.size}`,
  ): SlackToken => {
    const added = { bot, scopes: new Set(scopes), isRevoked: false };
    state.tokens.set(token, added);
    return added;
  };
  addToken(FAKE_TOKEN);
  addChannel(FAKE_CHANNEL);

  const channelOf = (id: string): SlackChannel => {
    const channel = state.channels.get(id);
    if (!channel) throw new Error(`the fake has no channel ${id}`);
    return channel;
  };

  const act = (method: string, request: HttpRequest): { reply: HttpReply; fields: Fields; result: string } => {
    let fields: Fields = {};
    let headers: HttpReply['headers'] = {};
    try {
      fields = fieldsOf(request);
      const secret = /^Bearer (\S+)$/.exec(request.headers.Authorization ?? request.headers.authorization ?? '')?.[1];
      const token = state.tokens.get(secret ?? '');
      if (secret === undefined) throw new SlackRefusal('not_authed');
      if (!token) throw new SlackRefusal('invalid_auth');
      headers = { 'x-oauth-scopes': [...token.scopes].join(',') };
      if (token.isRevoked) throw new SlackRefusal('token_revoked');
      const run = METHODS.get(method);
      if (!run) throw new SlackRefusal('unknown_method');
      const wait = limits ? waitFor(method, secret, fields, now()) : 0;
      if (wait > 0) {
        const reply = { ...answer({ ok: false, error: 'ratelimited' }, 429), retryAfterSeconds: wait };
        return { reply, fields, result: 'ratelimited' };
      }
      return { reply: { ...answer({ ok: true, ...run(state, token, fields) }), headers }, fields, result: 'ok' };
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      const reply = { ...answer({ ok: false, error: error.message, ...error.more }), headers };
      return { reply, fields, result: error.message };
    }
  };

  const faultOf = (method: string): SlackFault | undefined => {
    const decided = fault?.(method, calls.length + 1);
    if (decided) return decided;
    const at = faults.findIndex((each) => each.method === method);
    return at < 0 ? undefined : faults.splice(at, 1)[0]?.fault;
  };

  /** Answers one request. It can be the relay's `send`. */
  const send = async (request: HttpRequest): Promise<HttpReply | Outcome> => {
    const method = new URL(request.url).pathname.split('/').at(-1) ?? '';
    const trouble = faultOf(method);
    if (trouble === 'unsent' || typeof trouble === 'object') {
      calls.push({ method, fields: fieldsOf(request), result: trouble === 'unsent' ? trouble : 'reply' });
      return trouble === 'unsent' ? { kind: 'retry', reason: 'network' } : trouble.reply;
    }
    const { reply, fields, result } = act(method, request);
    calls.push({ method, fields, result });
    if (trouble === 'lost') return { kind: 'retry', reason: 'timeout' };
    return trouble === 'broken' ? { status: 500, body: '' } : reply;
  };

  return {
    send,
    calls,
    /** The names of the methods that were called, in order. */
    methods: (): string[] => calls.map(({ method }) => method),
    addChannel,
    addToken,
    addUser: (user: SlackUser): void => void state.users.push(user),
    channel: channelOf,
    token: (token = FAKE_TOKEN): SlackToken | undefined => state.tokens.get(token),
    /** The next call of the method goes wrong. */
    fail: (method: string, trouble: SlackFault): void => void faults.push({ method, fault: trouble }),
    /** A person deletes a message. */
    remove: (ts: string, channel = FAKE_CHANNEL): void => deleteMessage(channelOf(channel), ts),
    /** The roots that people see in a channel, from the oldest. */
    roots: (id = FAKE_CHANNEL): SlackRoot[] => {
      const channel = channelOf(id);
      return channel.messages
        .filter((message) => message.state === 'live' && !isReply(message))
        .map((message) => ({
          ts: message.ts,
          text: String(message.body.text),
          delivery: deliveryOf(message),
          message,
          thread: repliesTo(channel, message.ts),
        }));
    },
    /** Everything that stands in a channel itself: roots and broadcast replies, as text. */
    timeline: (id = FAKE_CHANNEL): string[] =>
      channelOf(id)
        .messages.filter((message) => message.state === 'live' && (!isReply(message) || message.broadcast))
        .map(({ body }) => String(body.text)),
    /** How many live messages each delivery has, also in threads. */
    deliveries: (id = FAKE_CHANNEL): Map<string, number> => {
      const counts = new Map<string, number>();
      for (const message of channelOf(id).messages) {
        const delivery = message.state === 'live' ? deliveryOf(message) : undefined;
        if (delivery !== undefined) counts.set(delivery, (counts.get(delivery) ?? 0) + 1);
      }
      return counts;
    },
  };
};

export type FakeSlack = ReturnType<typeof openSlack>;

import type { Part } from '../platforms/slack/checks.ts';

/** A message as the fake holds it. */
export interface SlackMessage {
  readonly ts: string;
  /** The time of the root, for a reply. */
  readonly thread: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast: boolean;
  readonly bot: string;
  /** `text`, `blocks` and `attachments`, as they are shown now. */
  body: Part;
  metadata: unknown;
  edits: number;
  /** A person deleted it. With replies below it a placeholder stays. */
  state: 'live' | 'placeholder' | 'deleted';
}

export interface SlackChannel {
  readonly id: string;
  readonly kind: 'public' | 'private' | 'direct';
  isArchived: boolean;
  /** Bots that are members. */
  readonly members: Set<string>;
  readonly messages: SlackMessage[];
}

export interface SlackToken {
  readonly bot: string;
  readonly scopes: Set<string>;
  isRevoked: boolean;
}

export interface SlackUser {
  readonly id: string;
  readonly email: string;
  readonly isDeleted?: boolean;
}

export interface SlackState {
  readonly channels: Map<string, SlackChannel>;
  readonly tokens: Map<string, SlackToken>;
  readonly users: SlackUser[];
  /** How long a message can be edited, in seconds. The workspace's setting. */
  readonly editWindowSeconds: number;
  now(): Date;
}

/** An error of the Web API: `ok: false` with a code. */
export class SlackRefusal extends Error {
  override name = 'SlackRefusal';
  readonly more: Readonly<Record<string, unknown>>;
  constructor(code: string, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.more = more;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws SlackRefusal as Slack does for a token without the scope. */
export const requireScope = ({ scopes }: SlackToken, needed: string): void => {
  if (!scopes.has(needed)) throw new SlackRefusal('missing_scope', { needed, provided: [...scopes].join(',') });
};

/** The channel, as far as the bot may see it. @throws SlackRefusal if it may not. */
export const visibleChannel = ({ channels }: SlackState, { bot }: SlackToken, id: unknown): SlackChannel => {
  const channel = channels.get(String(id));
  if (!channel || (channel.kind !== 'public' && !channel.members.has(bot))) throw new SlackRefusal('channel_not_found');
  return channel;
};

export const isReply = ({ thread }: SlackMessage): boolean => thread !== undefined;

export const messageAt = ({ messages }: SlackChannel, ts: unknown): SlackMessage | undefined =>
  messages.find((message) => message.ts === ts && message.state !== 'deleted');

export const repliesTo = ({ messages }: SlackChannel, root: string): SlackMessage[] =>
  messages.filter(({ thread, state }) => thread === root && state === 'live');

/** The time of a new message, later than that of every other one in the channel. */
export const nextTs = ({ now }: SlackState, { messages }: SlackChannel): string => {
  const at = Math.floor(now().getTime() / 1000);
  const [seconds = 0, part = 0] = (messages.at(-1)?.ts.split('.') ?? []).map(Number);
  return at > seconds ? `${at}.000100` : `${seconds}.${String(part + 100).padStart(6, '0')}`;
};

/** A message as the Web API writes it. */
export const written = (message: SlackMessage, channel: SlackChannel, withMetadata: boolean): Part => {
  const { ts, thread, broadcast, bot, body, metadata, state } = message;
  if (state === 'placeholder') return { type: 'message', subtype: 'tombstone', text: 'This message was deleted.', ts };
  const replies = repliesTo(channel, ts).length;
  return {
    type: 'message',
    ...(broadcast && { subtype: 'thread_broadcast' }),
    bot_id: bot,
    ts,
    ...body,
    ...(thread !== undefined && { thread_ts: thread }),
    ...(replies > 0 && { thread_ts: ts, reply_count: replies }),
    ...(withMetadata && metadata !== undefined && { metadata }),
  };
};

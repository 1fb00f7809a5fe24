import {
  type Fields,
  isReply,
  messageAt,
  requireScope,
  type SlackChannel,
  type SlackMessage,
  SlackRefusal,
  type SlackState,
  type SlackToken,
  visibleChannel,
  written,
} from './fake-slack-state.ts';

const SCOPES: Readonly<Record<SlackChannel['kind'], string>> = {
  public: 'channels:history',
  private: 'groups:history',
  direct: 'im:history',
};

const readable = (state: SlackState, token: SlackToken, id: unknown): SlackChannel => {
  const channel = visibleChannel(state, token, id);
  requireScope(token, SCOPES[channel.kind]);
  if (!channel.members.has(token.bot)) throw new SlackRefusal('not_in_channel');
  return channel;
};

/** The messages of one page, and where the next one begins. The cursor is opaque to apps. */
const page = (channel: SlackChannel, messages: readonly SlackMessage[], fields: Fields): object => {
  const { limit = '100', cursor = '0', include_all_metadata } = fields;
  const [count, from] = [Number(limit), Number(Buffer.from(String(cursor), 'base64url').toString() || 0)];
  if (!(count >= 1 && count <= 999)) throw new SlackRefusal('invalid_limit');
  const next = from + count;
  const more = next < messages.length;
  return {
    messages: messages.slice(from, next).map((each) => written(each, channel, include_all_metadata === 'true')),
    has_more: more,
    ...(more && { response_metadata: { next_cursor: Buffer.from(String(next)).toString('base64url') } }),
  };
};

const isBetween = ({ oldest = '0', latest = '9999999999', inclusive }: Fields) => {
  if (!/^\d+(\.\d+)?$/.test(String(oldest))) throw new SlackRefusal('invalid_ts_oldest');
  if (!/^\d+(\.\d+)?$/.test(String(latest))) throw new SlackRefusal('invalid_ts_latest');
  const [from, to] = [Number(oldest), Number(latest)];
  return ({ ts }: SlackMessage): boolean => {
    const at = Number(ts);
    return (at > from && at < to) || (inclusive === 'true' && (at === from || at === to));
  };
};

/** Newest first. @see https://docs.slack.dev/reference/methods/conversations.history */
export const history = (state: SlackState, token: SlackToken, fields: Fields): object => {
  const channel = readable(state, token, fields.channel);
  const shown = channel.messages.filter(
    (message) => message.state !== 'deleted' && (!isReply(message) || message.broadcast),
  );
  return page(channel, shown.filter(isBetween(fields)).reverse(), fields);
};

/** The root, and then its replies from the oldest. @see https://docs.slack.dev/reference/methods/conversations.replies */
export const replies = (state: SlackState, token: SlackToken, fields: Fields): object => {
  const channel = readable(state, token, fields.channel);
  const root = messageAt(channel, fields.ts);
  if (!root) throw new SlackRefusal('thread_not_found');
  const below = channel.messages.filter(({ thread, state: is }) => thread === root.ts && is === 'live');
  return page(channel, [root, ...below.filter(isBetween(fields))], fields);
};

/** @see https://docs.slack.dev/reference/methods/users.lookupByEmail */
export const lookupByEmail = ({ users }: SlackState, token: SlackToken, { email }: Fields): object => {
  requireScope(token, 'users:read.email');
  const user = users.find((each) => each.email === email);
  if (!user) throw new SlackRefusal('users_not_found');
  return { user: { id: user.id, deleted: user.isDeleted === true, is_bot: false } };
};

/** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
export const permalink = (state: SlackState, token: SlackToken, fields: Fields): object => {
  const channel = readable(state, token, fields.channel);
  const message = messageAt(channel, fields.message_ts);
  if (!message) throw new SlackRefusal('message_not_found');
  return { permalink: `https://example.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}` };
};

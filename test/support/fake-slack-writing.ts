import { isRecord } from '../../src/text/json.ts';
import { type Part, slackProblems } from '../platforms/slack/checks.ts';
import {
  type Fields,
  messageAt,
  nextTs,
  repliesTo,
  requireScope,
  type SlackChannel,
  type SlackMessage,
  SlackRefusal,
  type SlackState,
  type SlackToken,
  visibleChannel,
  written,
} from './fake-slack-state.ts';

/** Slack's total of the text in blocks is not documented: some messages with less were refused. */
const MAX_BLOCKS_CHARS = 12_000;

const contentOf = ({ text, blocks, attachments }: Fields): Part => ({
  ...(text !== undefined && { text }),
  ...(blocks !== undefined && { blocks }),
  ...(attachments !== undefined && { attachments }),
});

const checkContent = (body: Part): void => {
  const { text = '', blocks = [], attachments = [] } = body;
  if (String(text) === '' && (blocks as unknown[]).length === 0) throw new SlackRefusal('no_text');
  if (String(text).length > 4000) throw new SlackRefusal('msg_too_long');
  if (JSON.stringify([blocks, attachments]).length > 5 * MAX_BLOCKS_CHARS)
    throw new SlackRefusal('msg_blocks_too_long');
  const [problem] = slackProblems({ text: 'text', blocks, attachments } as Part);
  if (problem) throw new SlackRefusal('invalid_blocks', { response_metadata: { messages: [`[ERROR] ${problem}`] } });
};

/** Metadata with an invalid type is dropped with a warning, and the message is posted. */
const metadataOf = ({ metadata }: Fields): { metadata?: unknown; warning?: string } => {
  if (metadata === undefined) return {};
  const isValid =
    isRecord(metadata) && /^[\w-]+$/.test(String(metadata.event_type)) && isRecord(metadata.event_payload);
  return isValid ? { metadata } : { warning: 'invalid_metadata_schema' };
};

/** The root of a new reply. Slack posts a reply to a root that is gone into the channel, without an error. */
const rootOf = (channel: SlackChannel, ts: unknown): string | undefined => {
  if (ts === undefined) return undefined;
  const root = messageAt(channel, ts);
  if (root?.state === 'placeholder') throw new SlackRefusal('cannot_reply_to_message');
  return root && (root.thread ?? root.ts);
};

/** @see https://docs.slack.dev/reference/methods/chat.postMessage */
export const postMessage = (state: SlackState, token: SlackToken, fields: Fields): object => {
  requireScope(token, 'chat:write');
  const channel = visibleChannel(state, token, fields.channel);
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  const mayPost = channel.members.has(token.bot) || token.scopes.has('chat:write.public');
  if (!mayPost) throw new SlackRefusal('not_in_channel');
  const body = contentOf(fields);
  checkContent(body);
  const { metadata, warning } = metadataOf(fields);
  const thread = rootOf(channel, fields.thread_ts);
  const message: SlackMessage = {
    ts: nextTs(state, channel),
    thread,
    broadcast: thread !== undefined && fields.reply_broadcast === true,
    bot: token.bot,
    body,
    metadata,
    edits: 0,
    state: 'live',
  };
  channel.messages.push(message);
  return {
    channel: channel.id,
    ts: message.ts,
    message: written(message, channel, true),
    ...(warning && { warning, response_metadata: { warnings: [warning] } }),
  };
};

const isRichText = ({ blocks }: Part): boolean =>
  isRecord(blocks) === false && (blocks as Part[])[0]?.type === 'rich_text';

/** @see https://docs.slack.dev/reference/methods/chat.update */
export const update = (state: SlackState, token: SlackToken, fields: Fields): object => {
  requireScope(token, 'chat:write');
  const channel = visibleChannel(state, token, fields.channel);
  if (channel.isArchived) throw new SlackRefusal('is_inactive');
  const message = messageAt(channel, fields.ts);
  if (message?.state !== 'live') throw new SlackRefusal('message_not_found');
  if (message.bot !== token.bot) throw new SlackRefusal('cant_update_message');
  const age = state.now().getTime() / 1000 - Number(message.ts);
  if (age > state.editWindowSeconds) throw new SlackRefusal('edit_window_closed');
  // Blocks that are absent are removed, attachments that are absent stay.
  const attachments = fields.attachments ?? message.body.attachments;
  const body = contentOf({ ...fields, attachments });
  checkContent(body);
  if (
    Array.isArray(message.body.blocks) &&
    isRichText(message.body) &&
    !(Array.isArray(body.blocks) && isRichText(body))
  ) {
    throw new SlackRefusal('block_mismatch');
  }
  message.body = body;
  message.edits += 1;
  if (fields.metadata !== undefined) message.metadata = metadataOf(fields).metadata;
  return { channel: channel.id, ts: message.ts, text: body.text, message: written(message, channel, true) };
};

/** @see https://docs.slack.dev/reference/methods/conversations.join */
export const join = (state: SlackState, token: SlackToken, fields: Fields): object => {
  requireScope(token, 'channels:join');
  const channel = visibleChannel(state, token, fields.channel);
  if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type');
  if (channel.isArchived) throw new SlackRefusal('is_archived');
  const isMember = channel.members.has(token.bot);
  channel.members.add(token.bot);
  return { channel: { id: channel.id }, ...(isMember && { warning: 'already_in_channel' }) };
};

/** A person deletes a message. A root with replies leaves a placeholder. */
export const deleteMessage = (channel: SlackChannel, ts: string): void => {
  const message = messageAt(channel, ts);
  if (message) message.state = repliesTo(channel, ts).length > 0 ? 'placeholder' : 'deleted';
};

import type { MessageLink, MessageLookup, MessageSearch, PersonLookup } from '../../model/conversation.ts';
import { safeUrl } from '../../text/clean.ts';
import { isRecord } from '../../text/json.ts';
import { classifyAnswer, readAnswer } from './answers.ts';
import { type Access, reading } from './api.ts';
import { placeIn, readReceipt, receiptOf } from './receipt.ts';

/** Names the kind of metadata. Slack drops metadata whose type contains a period. */
const EVENT_TYPE = 'pipebell_delivery';

/**
 * Marks a message with its delivery, so that it is found again. Every app and member of the channel can read it.
 * @see https://docs.slack.dev/messaging/message-metadata
 */
export const metadataOf = (delivery: string): object => ({ event_type: EVENT_TYPE, event_payload: { delivery } });

/** Messages that are read at once. Slack gives some apps 15. */
const MAX_MESSAGES = 50;
const MAX_REPLY_BYTES = 512 * 1024;

/** Slack's clock and the relay's can differ, in seconds. */
const SKEW_SECONDS = 5;

const deliveryOf = ({ metadata, bot_id, app_id }: Record<string, unknown>): unknown => {
  if (bot_id === undefined && app_id === undefined) return undefined;
  const { event_type, event_payload } = isRecord(metadata) ? metadata : {};
  return event_type === EVENT_TYPE && isRecord(event_payload) ? event_payload.delivery : undefined;
};

/** A reply that was also sent to the channel is in the history of both. */
const isInThread = ({ ts, thread_ts }: Record<string, unknown>): boolean => thread_ts !== undefined && thread_ts !== ts;

/** Looks for a message of a delivery in the channel, or in the thread of the root. */
export const messageLookup = (access: Access, channel: string): MessageLookup => ({
  request({ root, since }: MessageSearch) {
    const thread = root === undefined ? undefined : readReceipt(root, channel);
    const fields = {
      channel: thread?.channel ?? channel,
      ...(thread && { ts: thread.ts }),
      oldest: String(Math.floor(since.getTime() / 1000) - SKEW_SECONDS),
      limit: String(MAX_MESSAGES),
      include_all_metadata: 'true',
    };
    const method = thread ? 'conversations.replies' : 'conversations.history';
    return { ...reading(access, method, fields), maxReplyBytes: MAX_REPLY_BYTES };
  },
  read(reply, { delivery, root }) {
    const answer = readAnswer(reply);
    // Without its root the thread has no message that could be found.
    if (answer?.ok === false && answer.code === 'thread_not_found') return 'absent';
    if (answer?.ok === false && classifyAnswer(reply, answer).kind === 'retry') return 'busy';
    if (!answer?.ok || !Array.isArray(answer.body.messages)) return 'unknown';
    const found = answer.body.messages
      .filter(isRecord)
      .find((message) => deliveryOf(message) === delivery && isInThread(message) === (root !== undefined));
    const place = found && placeIn({ channel: root ? readReceipt(root, channel).channel : channel, ts: found.ts });
    if (place) return { receipt: receiptOf(place, channel) };
    return answer.body.has_more === true ? 'unknown' : 'absent';
  },
});

const PERSON = /^[UW][A-Z0-9]{2,24}$/;
/** Whether text is the id of a person. */
export const isPerson = (text: string): boolean => PERSON.test(text);

const MAX_LINK_CHARS = 500;
const MAX_PERSON_BYTES = 64 * 1024;

/** @see https://docs.slack.dev/reference/methods/users.lookupByEmail */
export const personLookup = (access: Access): PersonLookup => ({
  secret: access.token,
  request: (email) => ({ ...reading(access, 'users.lookupByEmail', { email }), maxReplyBytes: MAX_PERSON_BYTES }),
  read(reply) {
    const answer = readAnswer(reply);
    if (answer?.ok === false && answer.code === 'users_not_found') return 'nobody';
    const user = answer?.ok ? answer.body.user : undefined;
    if (!isRecord(user) || typeof user.id !== 'string' || !isPerson(user.id)) return 'unknown';
    return user.deleted === true || user.is_bot === true ? 'nobody' : { id: user.id };
  },
});

/** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
export const messageLink = (access: Access, channel: string): MessageLink => ({
  request(receipt) {
    const place = readReceipt(receipt, channel);
    return reading(access, 'chat.getPermalink', { channel: place.channel, message_ts: place.ts });
  },
  read(reply) {
    const answer = readAnswer(reply);
    const link = answer?.ok ? answer.body.permalink : undefined;
    return typeof link === 'string' && link.length <= MAX_LINK_CHARS ? safeUrl(link) : undefined;
  },
});

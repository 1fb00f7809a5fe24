import type { StepKind, StepOutcome } from '../../model/conversation.ts';
import type { HttpReply } from '../../model/http.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../../model/outcome.ts';

/**
 * Codes of Discord's errors, which are more precise than the status.
 * @see https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const REFUSALS: [RejectReason, number[]][] = [
  // Unknown channel, server and webhook, an archived and a locked thread.
  ['gone', [10003, 10004, 10015, 50083, 160005]],
  ['unauthorized', [40001, 40007, 40012, 50001, 50013, 50014, 50027]],
  // Too large, empty, an invalid form, blocked by moderation or by the filter of links.
  ['payload', [40005, 50006, 50035, 200000, 200001, 240000]],
  // A webhook of a forum without a post or without a tag, and the settings of a forum for a text channel.
  ['payload', [40058, 40066, 40067, 220001, 220002, 220003, 220004]],
];

/** What to do about the refusals that a setting of the target causes. */
const ADVICE: Readonly<Record<number, string>> = {
  40067: 'the forum requires a tag: set "forumTags"',
  220001: 'the channel is a forum: set "forum": true or "threadId"',
  220003: 'the channel is no forum: remove "forum"',
};

/** Discord is overloaded, or has switched off a function for some time. */
const TEMPORARY: readonly number[] = [40004, 40006, 40333, 130000];

/** Limits of messages and of updates per time. 30046 is that of the updates of messages older than an hour. */
const THROTTLED: readonly number[] = [20016, 20022, 20028, 20029, 30046, 40062];

/**
 * The message, or its thread, cannot be changed or replied to: it is unknown, another webhook has posted it, or its
 * thread is deleted, archived or locked. A new message is posted instead. A reply opens an archived thread.
 */
const DEAD: Readonly<Record<StepKind, readonly number[]>> = {
  open: [],
  reply: [10003, 50083, 160005],
  update: [10003, 10008, 50005, 50083, 160005],
};

const objectOf = (body: string): Readonly<Record<string, unknown>> => {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, unknown>) : {};
  } catch {
    // Whatever else answers: a page of Cloudflare, a proxy, an answer that was cut off.
    return {};
  }
};

/** The code of a refusal; `undefined` if the answer is not Discord's. */
const codeOf = (answer: Readonly<Record<string, unknown>>): number | undefined => {
  const { code, message } = answer;
  return typeof code === 'number' && Number.isInteger(code) && code >= 0 && typeof message === 'string'
    ? code
    : undefined;
};

/** A web page, which Discord's API never answers with. */
const PAGE = /^\s*</;

/** Longest wait that is taken from an answer, in seconds. */
const MAX_WAIT_SECONDS = 86_400;

/** Seconds to wait. The body has fractions, which the header may lack. */
const waitOf = ({ retry_after: wait }: Readonly<Record<string, unknown>>, reply: HttpReply): number | undefined =>
  typeof wait === 'number' && wait >= 0
    ? Math.max(Math.ceil(Math.min(wait, MAX_WAIT_SECONDS)), reply.retryAfterSeconds ?? 0)
    : reply.retryAfterSeconds;

const delayed = (reason: 'throttled' | 'unavailable', status: number, wait: number | undefined): Outcome => ({
  kind: 'retry',
  reason,
  status,
  ...(wait !== undefined && { afterSeconds: wait }),
});

/** Reads the answer to a message that stands by itself. */
export const classify = (reply: HttpReply): Outcome => {
  const { status, body } = reply;
  const outcome = classifyStatus(reply);
  if (outcome.kind === 'delivered') {
    // Any other answer counts as delivered, also one that was cut off: a retry would post twice.
    return PAGE.test(body)
      ? { kind: 'retry', reason: 'unavailable', status, detail: 'the answer is not from Discord' }
      : outcome;
  }
  const answer = objectOf(body);
  const code = codeOf(answer);
  const wait = waitOf(answer, reply);
  if (status === 429 || (code !== undefined && THROTTLED.includes(code))) return delayed('throttled', status, wait);
  if (code === undefined) return outcome;
  if (TEMPORARY.includes(code)) return delayed('unavailable', status, wait);
  const detail = `code ${code}${ADVICE[code] ? `: ${ADVICE[code]}` : ''}`;
  const refusal = REFUSALS.find(([, codes]) => codes.includes(code));
  if (refusal) return { kind: 'rejected', reason: refusal[0], status, detail };
  // An answer with a code is from Discord, also if the code is new.
  return outcome.kind === 'rejected' ? { kind: 'rejected', reason: outcome.reason, status, detail } : outcome;
};

const SNOWFLAKE = /^\d{1,20}$/;

/**
 * Reads the answer to a step of a conversation.
 * @param inThread the target's messages are in threads, whose id is needed to change them.
 */
export const classifyStep = (kind: StepKind, reply: HttpReply, inThread: boolean): StepOutcome => {
  const outcome = classify(reply);
  const answer = objectOf(reply.body);
  const code = codeOf(answer);
  const isFailure = outcome.kind !== 'delivered';
  if (isFailure && code !== undefined && DEAD[kind].includes(code)) return { kind: 'dead', detail: `code ${code}` };
  if (isFailure || kind === 'update') return outcome;
  const receipt = receiptOf(answer, inThread);
  return { ...outcome, ...(receipt && { receipt }) };
};

/** `message` or `thread/message`, as {@link readReceipt} reads it. */
const receiptOf = ({ id, channel_id: channel }: Readonly<Record<string, unknown>>, inThread: boolean) => {
  const [message, thread] = [id, channel].map(String);
  if (!message || !SNOWFLAKE.test(message)) return undefined;
  if (!inThread) return message;
  return thread && SNOWFLAKE.test(thread) ? `${thread}/${message}` : undefined;
};

/** The ids in a receipt. `thread` is absent for a message that is in no thread. */
export const readReceipt = (receipt: string): { message: string; thread?: string } => {
  const { thread, message } = /^(?:(?<thread>\d+)\/)?(?<message>\d+)$/.exec(receipt)?.groups ?? {};
  // No message has the id 0, so Discord answers that it is unknown.
  return { message: message ?? '0', ...(thread && { thread }) };
};

// What the answers of Slack's Web API mean. An error has the status 200 and `ok: false`.
// https://docs.slack.dev/reference/methods/chat.postMessage#errors
// https://docs.slack.dev/reference/methods/chat.update#errors

import type { StepKind } from '../../model/conversation.ts';
import type { HttpReply } from '../../model/http.ts';
import { classifyStatus, type Outcome, type RejectReason, type RetryReason } from '../../model/outcome.ts';
import { isRecord, parseJson } from '../../text/json.ts';

/** An answer in the form of the Web API. */
export type Answer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  /** `needed` is the scope that the token lacks. */
  | { readonly ok: false; readonly code: string; readonly needed?: string };

const CODE = /^[a-z_]{1,40}$/;
const SCOPES = /^[a-z:._,]{1,100}$/;

/** @returns `undefined` if the body is not an answer of the Web API, for example because it was cut. */
export const readAnswer = ({ body }: HttpReply): Answer | undefined => {
  const parsed = parseJson(body);
  if (!isRecord(parsed)) return undefined;
  if (parsed.ok === true) return { ok: true, body: parsed };
  const { ok, error, needed } = parsed;
  if (ok !== false || typeof error !== 'string' || !CODE.test(error)) return undefined;
  return { ok, code: error, ...(typeof needed === 'string' && SCOPES.test(needed) && { needed }) };
};

const RETRIED: [RetryReason, string[]][] = [
  ['throttled', ['ratelimited', 'rate_limited', 'message_limit_exceeded']],
  ['unavailable', ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'update_failed']],
  ['unavailable', ['streaming_state_conflict', 'external_channel_migrating']],
  ['unavailable', ['team_added_to_org', 'org_login_required']],
];

const REFUSED: [RejectReason, string[]][] = [
  ['unauthorized', ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']],
  ['unauthorized', ['missing_scope', 'no_permission', 'not_allowed_token_type', 'access_denied', 'accesslimited']],
  ['unauthorized', ['team_access_not_granted', 'two_factor_setup_required', 'ekm_access_denied', 'not_in_channel']],
  ['unauthorized', ['enterprise_is_restricted', 'restricted_action', 'restricted_action_read_only_channel']],
  ['unauthorized', ['restricted_action_thread_only_channel', 'restricted_action_non_threadable_channel']],
  ['unauthorized', ['restricted_action_thread_locked']],
  ['gone', ['channel_not_found', 'is_archived', 'is_inactive', 'team_not_found', 'messages_tab_disabled']],
  ['gone', ['method_deprecated', 'deprecated_endpoint']],
  ['payload', ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'no_text']],
  ['payload', ['invalid_attachments', 'too_many_attachments', 'attachment_payload_limit_exceeded']],
  ['payload', ['invalid_metadata_format', 'invalid_metadata_schema', 'metadata_too_large']],
  ['payload', ['metadata_must_be_sent_from_app', 'invalid_arguments', 'invalid_arg_name', 'invalid_array_arg']],
  ['payload', ['invalid_charset', 'invalid_form_data', 'invalid_post_type', 'missing_post_type']],
  ['payload', ['cant_broadcast_message', 'no_dual_broadcast_content_update']],
];

/** Answers after which a root cannot be replied to or changed. */
const DEAD: Readonly<Record<StepKind, readonly string[]>> = {
  open: [],
  reply: [
    ...['thread_not_found', 'message_not_found', 'invalid_thread_ts', 'cannot_reply_to_message'],
    'restricted_action_thread_locked',
  ],
  update: ['message_not_found', 'cant_update_message', 'edit_window_closed', 'block_mismatch'],
};

/** What to do about a code, for people. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['not_in_channel', 'invite the bot to the channel, such as with /invite @pipebell-prod'],
  [
    'channel_not_found',
    'check the id of the channel, and invite the bot to a private one, such as with /invite @pipebell-prod',
  ],
]);

const detailOf = ({ code, needed }: { code: string; needed?: string }): string => {
  const advice = needed ? `the token needs the scope ${needed}` : ADVICE.get(code);
  return advice ? `${code}: ${advice}` : code;
};

export const isDead = (kind: StepKind, code: string): boolean => DEAD[kind].includes(code);

const NOT_SLACK = 'the answer is not from Slack';

/**
 * Classifies a reply to a request that posts or changes a message. A code that is in no list is a refused payload, and
 * unconfirmed: Slack adds codes without notice.
 * @param answer what {@link readAnswer} read.
 */
export const classifyAnswer = (reply: HttpReply, answer: Answer | undefined): Outcome => {
  const { status } = reply;
  const byStatus = classifyStatus(reply);
  if (byStatus.kind === 'retry') return byStatus;
  if (!answer) {
    return byStatus.kind === 'delivered'
      ? { kind: 'retry', reason: 'unavailable', status, detail: NOT_SLACK }
      : byStatus;
  }
  if (answer.ok) return byStatus;
  const { code } = answer;
  const retried = RETRIED.find(([, codes]) => codes.includes(code))?.[0];
  if (retried) {
    const { retryAfterSeconds: afterSeconds } = reply;
    return {
      kind: 'retry',
      reason: retried,
      status,
      detail: code,
      ...(afterSeconds !== undefined && { afterSeconds }),
    };
  }
  const refused = REFUSED.find(([, codes]) => codes.includes(code))?.[0];
  const detail = detailOf(answer);
  return refused
    ? { kind: 'rejected', reason: refused, status, detail }
    : { kind: 'rejected', reason: 'payload', status, detail, unconfirmed: true };
};

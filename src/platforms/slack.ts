// Slack incoming webhooks.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks

import * as z from 'zod/mini';
import type { HttpReply } from '../model/http.ts';
import { calledFor } from '../model/moments.ts';
import type { Notification } from '../model/notification.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../model/outcome.ts';
import { definePlatform } from '../model/platform.ts';
import { secret, summary, targetFields } from '../model/target.ts';
import { SECRET_HOSTS } from '../text/secret-hosts.ts';
import { drawToFit } from '../wording/outline.ts';
import { plainText } from '../wording/push.ts';
import {
  escapedLine,
  fitsBlocks,
  type Json,
  layoutOf,
  MAX_TEXT_CHARS,
  SLACK_LIMITS,
  slackMentions,
} from './slack/draw.ts';

const HOSTS: readonly string[] = SECRET_HOSTS.slack;

const Target = z.strictObject({
  ...targetFields,
  summary: summary(),
  platform: z.literal('slack'),
  url: secret(),
  mention: slackMentions({}),
});
type Target = z.infer<typeof Target>;

/** `maxChars` is the longest text before it is escaped. */
const summaryText = (notification: Notification, maxChars?: number): string =>
  escapedLine(plainText(notification, maxChars), MAX_TEXT_CHARS);

const message = (notification: Notification, { mention }: Target, maxChars?: number): Json => ({
  text: [...calledFor(mention, notification), summaryText(notification, maxChars)].join(' '),
  unfurl_links: false,
  unfurl_media: false,
});

const render = (notification: Notification, target: Target): string => {
  const mentioned = calledFor(target.mention, notification);
  const { blocks, attachments } = drawToFit(
    notification,
    (outline) => layoutOf(notification, outline, mentioned, summaryText(notification)),
    fitsBlocks,
  );
  return JSON.stringify({
    ...message(notification, target),
    blocks,
    ...(attachments.length > 0 && { attachments }),
  });
};

/** Slack's plain-text error codes. @see https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks */
const REFUSALS: [RejectReason, string[]][] = [
  ['unauthorized', ['action_prohibited', 'posting_to_general_channel_denied', 'invalid_token']],
  ['gone', ['no_service', 'no_service_id', 'no_team', 'no_active_hooks', 'team_disabled']],
  ['gone', ['channel_is_archived', 'channel_not_found', 'user_not_found']],
  ['payload', ['invalid_payload', 'invalid_blocks', 'invalid_blocks_format', 'invalid_attachments', 'no_text']],
  ['payload', ['too_many_attachments', 'msg_blocks_too_long', 'msg_too_long']],
];

const classify = (reply: HttpReply): Outcome => {
  const { status } = reply;
  const code = reply.body.trim();
  const refusal = REFUSALS.find(([, codes]) => codes.includes(code));
  if (refusal) return { kind: 'rejected', reason: refusal[0], status, detail: code };
  const outcome = classifyStatus(reply);
  // An answer in the form of a code is from Slack, also if the code is new.
  if (outcome.kind === 'rejected') return { ...outcome, unconfirmed: !/^[a-z_]+$/.test(code) };
  // A reply that was cut off within `ok` is still from Slack: a retry would post twice.
  if (outcome.kind !== 'delivered' || 'ok'.startsWith(code)) return outcome;
  return { kind: 'retry', reason: 'unavailable', status, detail: 'the answer is not from Slack' };
};

export const slack = definePlatform<Target>({
  name: 'slack',
  chat: true,
  timeoutMs: 10_000,
  // https://docs.slack.dev/apis/web-api/rate-limits: one message per second, short bursts allowed.
  paceMs: 1000,
  limits: SLACK_LIMITS,
  target: Target,
  fields: {
    url: { help: 'the URL of the webhook', shared: true },
    summary: { help: 'false sends each alert by itself, however many wait', open: true },
    mention: { help: 'who to mention, such as failed=<!here>', open: true },
  },
  recognizes: ({ hostname }) => HOSTS.includes(hostname),
  refuses({ hostname, pathname }) {
    if (!HOSTS.includes(hostname)) return `must be an incoming webhook of Slack, on ${HOSTS.join(' or ')}`;
    if (!/^\/(?:workflows|triggers)\//.test(pathname)) return undefined;
    return 'is a workflow trigger, which takes no formatted messages: create an incoming webhook and use its URL';
  },
  render,
  // Without blocks Slack would read the text as markup: bold, emoji and links of its own.
  plain: (notification, target) => JSON.stringify({ ...message(notification, target, MAX_TEXT_CHARS), mrkdwn: false }),
  request: (body, { url }) => ({
    url,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
  }),
  classify,
});

// Slack incoming webhooks, drawn as Block Kit.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// https://docs.slack.dev/reference/block-kit/blocks
// https://docs.slack.dev/messaging/formatting-message-text

import * as z from 'zod/mini';
import { pattern } from '../model/check.ts';
import type { HttpReply } from '../model/http.ts';
import { calledFor } from '../model/moments.ts';
import type { Notification, Severity } from '../model/notification.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../model/outcome.ts';
import { definePlatform } from '../model/platform.ts';
import { mentions, secret, targetFields } from '../model/target.ts';
import { cleanLine } from '../text/clean.ts';
import { SECRET_HOSTS } from '../text/secret-hosts.ts';
import { DOT, drawToFit, type Line, type Outline, type Piece } from '../wording/outline.ts';
import { icon, plainText } from '../wording/words.ts';

const HOSTS: readonly string[] = SECRET_HOSTS.slack;

/** Of the top-level text: Slack recommends no more. @see https://docs.slack.dev/reference/methods/chat.postMessage */
const TEXT_LIMIT_CHARS = 4000;

/** What is drawn of it, before escaping, which may make five characters of one, and without mentions. */
const MAX_TEXT_CHARS = 740;

/** All text of all blocks, links included: Slack refuses somewhere above. @see https://github.com/slackapi/bolt-js/issues/2867 */
const BLOCKS_LIMIT_CHARS = 11_000;

/** What is drawn of it. */
const MAX_BLOCKS_CHARS = 8000;

/** The bar beside the details. */
const COLORS: Record<Severity, string> = {
  info: '#1d9bd1',
  success: '#2eb67d',
  warning: '#868686',
  attention: '#ecb22e',
  failure: '#e01e5a',
};

const MENTION = /^<(?:@(?<user>[UW][A-Z0-9]{2,24})|!subteam\^(?<group>S[A-Z0-9]{2,24})|!(?<range>here|channel))>$/;

const Target = z.strictObject({
  ...targetFields,
  platform: z.literal('slack'),
  url: secret(),
  /** Such as `<@U0123>`, `<!subteam^S0123>`, `<!here>` or `<!channel>`. */
  mention: mentions(z.string().check(pattern(MENTION, 'expected <@U…>, <!subteam^S…>, <!here> or <!channel>'))),
});
type Target = z.infer<typeof Target>;

type Json = Record<string, unknown>;

/** Slack asks for these three, in this order, and for no others. */
const escaped = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const plainTextObject = (value: string): Json => ({ type: 'plain_text', text: value, emoji: false });
const run = (value: string, style?: Json): Json => ({ type: 'text', text: value, ...(style && { style }) });

const STYLES: Record<NonNullable<Piece['look']>, Json | undefined> = {
  strong: { bold: true },
  code: { code: true },
  quiet: undefined,
};

/** Each reader sees it in the zone of their own device. @see https://docs.slack.dev/reference/block-kit/block-elements/date-element */
const DATE_FORMAT = '{date_short_pretty} at {time}';

/** Slack reads no markup in the elements of rich text, so that foreign text stands there as it is. */
const element = ({ text, look, url, time }: Piece): Json => {
  const style = look && STYLES[look];
  if (time !== undefined) {
    return { type: 'date', timestamp: time, format: DATE_FORMAT, fallback: text, ...(style && { style }) };
  }
  return url ? { type: 'link', url, text, ...(style && { style }) } : run(text, style);
};

/** Lines that follow each other make one section: Slack may draw sections of their own side by side. */
const richText = (lines: readonly Line[]): Json => {
  const elements: { type: string; elements: Json[] }[] = [];
  for (const line of lines) {
    const last = elements.at(-1);
    if ('code' in line) elements.push({ type: 'rich_text_preformatted', elements: [run(line.code)] });
    else if (last?.type === 'rich_text_section') last.elements.push(run('\n'), ...line.map(element));
    else elements.push({ type: 'rich_text_section', elements: line.map(element) });
  }
  return { type: 'rich_text', elements };
};

const mentioned = (notification: Notification, { mention }: Target) => calledFor(mention, notification);

const mentionElement = (mention: string): Json => {
  const { user, group, range } = MENTION.exec(mention)?.groups ?? {};
  if (user) return { type: 'user', user_id: user };
  return group ? { type: 'usergroup', usergroup_id: group } : { type: 'broadcast', range };
};

const summaryText = (notification: Notification): string => escaped(cleanLine(plainText(notification), MAX_TEXT_CHARS));

const message = (notification: Notification, target: Target): Json => ({
  text: [...mentioned(notification, target), summaryText(notification)].join(' '),
  unfurl_links: false,
  unfurl_media: false,
});

/** The verdict stands outside the colour bar, since Slack may fold what stands beside the bar. */
const verdict = (notification: Notification, { headline, streakText }: Outline, target: Target): Json => {
  const calls = mentioned(notification, target).flatMap((mention) => [run('  '), mentionElement(mention)]);
  const elements = [
    run(`${icon(notification)} `),
    element(headline),
    ...calls,
    ...(streakText ? [run(`\n${streakText}`)] : []),
  ];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
};

/** Links and not buttons: without an app behind it that answers, Slack marks every pressed button with a warning. */
const where = ({ links }: Outline): Json[] => {
  const pieces = links.map(({ label, url }): Piece => ({ text: label, url, look: 'strong' }));
  return pieces.length > 0
    ? [richText([pieces.flatMap((piece, at) => (at > 0 ? [{ text: DOT }, piece] : [piece]))])]
    : [];
};

const context = ({ facts, time, missing }: Outline): Json[] => {
  const date = time && { type: 'mrkdwn', text: `<!date^${time.time}^${DATE_FORMAT}|${time.text}>` };
  const elements = [...(facts.length > 0 ? [plainTextObject(facts.join(DOT))] : []), ...(date ? [date] : [])];
  return [elements, missing ? [plainTextObject(missing)] : []]
    .filter((said) => said.length > 0)
    .map((said) => ({ type: 'context', elements: said }));
};

const draw = (notification: Notification, target: Target, outline: Outline): Json => {
  const blocks = [...outline.sections.map(richText), ...where(outline), ...context(outline)];
  const color = COLORS[notification.severity];
  return {
    ...message(notification, target),
    blocks: [verdict(notification, outline, target)],
    ...(blocks.length > 0 && { attachments: [{ color, fallback: summaryText(notification), blocks }] }),
  };
};

/** What Slack counts, and more: every text, link and style name in the blocks, in UTF-16 units. */
const blockChars = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return value !== null && typeof value === 'object'
    ? Object.values(value).reduce<number>((sum, part) => sum + blockChars(part), 0)
    : 0;
};

/** What Slack answers in plain text. @see https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks */
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
  // An answer that broke off within `ok` is still Slack's: asking again would post twice.
  if (outcome.kind !== 'delivered' || 'ok'.startsWith(code)) return outcome;
  return { kind: 'retry', reason: 'unavailable', status, detail: 'the answer is not from Slack' };
};

export const slack = definePlatform<Target>({
  name: 'slack',
  chat: true,
  timeoutMs: 10_000,
  limits: [
    { of: 'text characters', max: TEXT_LIMIT_CHARS, measure: (body) => blockChars(JSON.parse(body).text) },
    {
      of: 'block characters',
      max: BLOCKS_LIMIT_CHARS,
      measure(body) {
        const { blocks, attachments } = JSON.parse(body);
        return blockChars([blocks, attachments]);
      },
    },
  ],
  target: Target,
  fields: {
    url: { help: 'the URL of the webhook' },
    mention: { help: 'who to mention, such as failed=<!here>', open: true },
  },
  recognizes: ({ hostname }) => HOSTS.includes(hostname),
  refuses({ hostname, pathname }) {
    if (!HOSTS.includes(hostname)) return `must be an incoming webhook of Slack, on ${HOSTS.join(' or ')}`;
    if (!/^\/(?:workflows|triggers)\//.test(pathname)) return undefined;
    return 'is a workflow trigger, which takes no formatted messages: create an incoming webhook and use its URL';
  },
  render: (notification, target) =>
    JSON.stringify(
      drawToFit(
        notification,
        (outline) => draw(notification, target, outline),
        ({ blocks, attachments }) => blockChars([blocks, attachments]) <= MAX_BLOCKS_CHARS,
      ),
    ),
  plain: (notification, target) => JSON.stringify(message(notification, target)),
  request: (body, { url }) => ({
    url,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
  }),
  classify,
});

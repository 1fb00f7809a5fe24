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
import { mentions, secret, summary, targetFields } from '../model/target.ts';
import { cleanLine } from '../text/clean.ts';
import { SECRET_HOSTS } from '../text/secret-hosts.ts';
import { icon } from '../wording/icons.ts';
import { DOT, drawToFit, type Line, type Outline, type Piece } from '../wording/outline.ts';
import { plainText } from '../wording/push.ts';

const HOSTS: readonly string[] = SECRET_HOSTS.slack;

/** Longest top-level text that Slack recommends. @see https://docs.slack.dev/reference/methods/chat.postMessage */
const TEXT_LIMIT_CHARS = 4000;

/** Longest text that is drawn, without mentions and before escaping, which can turn one character into five. */
const MAX_TEXT_CHARS = 740;

/** Total text of all blocks, with links: Slack refuses somewhere above. @see https://github.com/slackapi/bolt-js/issues/2867 */
const BLOCKS_LIMIT_CHARS = 11_000;

/** Total text that is drawn. */
const MAX_BLOCKS_CHARS = 8000;

/** Colour of the bar beside the details. */
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
  summary: summary(),
  platform: z.literal('slack'),
  url: secret(),
  /** Such as `<@U0123>`, `<!subteam^S0123>`, `<!here>` or `<!channel>`. */
  mention: mentions(z.string().check(pattern(MENTION, 'expected <@U…>, <!subteam^S…>, <!here> or <!channel>'))),
});
type Target = z.infer<typeof Target>;

type Json = Record<string, unknown>;

/** Slack requires these three to be escaped, in this order, and no others. */
const escaped = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const plainTextObject = (value: string): Json => ({ type: 'plain_text', text: value, emoji: false });
const run = (value: string, style?: Json): Json => ({ type: 'text', text: value, ...(style && { style }) });

const STYLES: Record<NonNullable<Piece['look']>, Json | undefined> = {
  strong: { bold: true },
  code: { code: true },
  quiet: undefined,
};

/** Slack shows the date in each reader's time zone. @see https://docs.slack.dev/reference/block-kit/block-elements/date-element */
const DATE_FORMAT = '{date_short_pretty}, {time}';

/** Slack reads no markup in the elements of rich text, so foreign text needs no escaping there. */
const element = ({ text, look, url, time }: Piece): Json => {
  const style = look && STYLES[look];
  if (time !== undefined) {
    return { type: 'date', timestamp: time, format: DATE_FORMAT, fallback: text, ...(style && { style }) };
  }
  return url ? { type: 'link', url, text, ...(style && { style }) } : run(text, style);
};

/** Consecutive lines make one section, because Slack may draw separate sections side by side. */
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

/** `maxChars` is the longest text before it is escaped. */
const summaryText = (notification: Notification, maxChars?: number): string =>
  escaped(cleanLine(plainText(notification, maxChars), MAX_TEXT_CHARS));

const message = (notification: Notification, target: Target, maxChars?: number): Json => ({
  text: [...mentioned(notification, target), summaryText(notification, maxChars)].join(' '),
  unfurl_links: false,
  unfurl_media: false,
});

/** The verdict is outside the attachment, because Slack may fold attachments. */
const verdict = (notification: Notification, { headline, gravity }: Outline, target: Target): Json => {
  const mentions = mentioned(notification, target).flatMap((mention) => [run('  '), mentionElement(mention)]);
  const elements = [
    run(`${icon(notification)} `),
    ...headline.map(element),
    ...mentions,
    ...(gravity ? [run(`\n${gravity}`)] : []),
  ];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
};

/** Links instead of buttons: Slack marks a pressed button with a warning if no app answers. */
const linkRow = ({ links }: Outline): Json[] => {
  const pieces = links.map(({ label, url }): Piece => ({ text: label, url, look: 'strong' }));
  return pieces.length > 0
    ? [richText([pieces.flatMap((piece, at) => (at > 0 ? [{ text: DOT }, piece] : [piece]))])]
    : [];
};

const context = ({ facts, time, unavailable }: Outline): Json[] => {
  const date = time && { type: 'mrkdwn', text: `<!date^${time.time}^${DATE_FORMAT}|${time.text}>` };
  const elements = [...(facts.length > 0 ? [plainTextObject(facts.join(DOT))] : []), ...(date ? [date] : [])];
  return [elements, unavailable ? [plainTextObject(unavailable)] : []]
    .filter((part) => part.length > 0)
    .map((part) => ({ type: 'context', elements: part }));
};

const draw = (notification: Notification, target: Target, outline: Outline): Json => {
  const blocks = [...outline.sections.map(richText), ...linkRow(outline), ...context(outline)];
  const color = COLORS[notification.severity];
  return {
    ...message(notification, target),
    blocks: [verdict(notification, outline, target)],
    ...(blocks.length > 0 && { attachments: [{ color, fallback: summaryText(notification), blocks }] }),
  };
};

/** Upper bound of what Slack counts: every text, link and style name in the blocks, in UTF-16 units. */
const blockChars = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return value !== null && typeof value === 'object'
    ? Object.values(value).reduce<number>((sum, part) => sum + blockChars(part), 0)
    : 0;
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
  render: (notification, target) =>
    JSON.stringify(
      drawToFit(
        notification,
        (outline) => draw(notification, target, outline),
        ({ blocks, attachments }) => blockChars([blocks, attachments]) <= MAX_BLOCKS_CHARS,
      ),
    ),
  // Without blocks Slack would read the text as markup: bold, emoji and links of its own.
  plain: (notification, target) => JSON.stringify({ ...message(notification, target, MAX_TEXT_CHARS), mrkdwn: false }),
  request: (body, { url }) => ({
    url,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
  }),
  classify,
});

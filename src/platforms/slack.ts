// Slack incoming webhooks, drawn as Block Kit.
// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// https://docs.slack.dev/reference/block-kit/blocks
// https://docs.slack.dev/messaging/formatting-message-text

import * as z from 'zod/mini';
import { matches } from '../model/check.ts';
import type { HttpReply } from '../model/http.ts';
import type { Failure, Notification, Severity } from '../model/notification.ts';
import { classifyStatus, type Outcome, type RejectReason } from '../model/outcome.ts';
import { definePlatform } from '../model/platform.ts';
import { mentions, secret, targetFields } from '../model/target.ts';
import { calledFor } from '../moments.ts';
import { clean, cleanLine, safeUrl } from '../text.ts';
import * as words from '../wording.ts';

const HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** Longest headline, in UTF-16 units: what Slack's own header block takes. @see https://docs.slack.dev/reference/block-kit/blocks/header-block */
const MAX_HEADLINE_CHARS = 150;

/** Top-level text before escaping, which may make five characters of one, and without mentions: Slack recommends 4,000 at most. @see https://docs.slack.dev/reference/methods/chat.postMessage */
const MAX_TEXT_CHARS = 740;

/** All text of all blocks, links included: Slack refuses somewhere above 11,000. @see https://github.com/slackapi/bolt-js/issues/2867 */
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
  mention: mentions(z.string().check(matches(MENTION, 'expected <@U…>, <!subteam^S…>, <!here> or <!channel>'))),
});
type Target = z.infer<typeof Target>;

type Json = Record<string, unknown>;

/** Slack asks for these three, in this order, and for no others. */
const escaped = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const plainText = (value: string): Json => ({ type: 'plain_text', text: value, emoji: false });
const run = (value: string, style?: Json): Json => ({ type: 'text', text: value, ...(style && { style }) });
const linked = (value: string, url: string | undefined, style?: Json): Json => {
  const safe = safeUrl(url);
  return safe ? { type: 'link', url: safe, text: value, ...(style && { style }) } : run(value, style);
};

/** What stands on one line, or a block of code. */
type Line = Json[] | { code: string };

const textLine = (value: string | undefined): Line => (value ? [run(value)] : []);

/** Lines that follow each other make one section: Slack may draw sections of their own side by side. */
const richText = (lines: readonly Line[]): Json[] => {
  const elements: { type: string; elements: Json[] }[] = [];
  for (const line of lines) {
    const last = elements.at(-1);
    if (!Array.isArray(line)) elements.push({ type: 'rich_text_preformatted', elements: [run(line.code)] });
    else if (line.length === 0) continue;
    else if (last?.type === 'rich_text_section') last.elements.push(run('\n'), ...line);
    else elements.push({ type: 'rich_text_section', elements: [...line] });
  }
  return elements.length > 0 ? [{ type: 'rich_text', elements }] : [];
};

/** A time that each reader sees in the zone of their own device. */
const date = (iso: string): string | undefined => {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  if (Number.isNaN(seconds)) return undefined;
  return `<!date^${seconds}^{date_short_pretty} at {time}|${words.utcTime(iso)}>`;
};

const mentioned = (notification: Notification, { mention }: Target) => calledFor(mention, notification);

const mentionElement = (mention: string): Json => {
  const { user, group, range } = MENTION.exec(mention)?.groups ?? {};
  if (user) return { type: 'user', user_id: user };
  return group ? { type: 'usergroup', usergroup_id: group } : { type: 'broadcast', range };
};

const summaryText = (notification: Notification): string =>
  escaped(cleanLine(words.summary(notification), MAX_TEXT_CHARS));

const message = (notification: Notification, target: Target): Json => ({
  text: [...mentioned(notification, target), summaryText(notification)].join(' '),
  unfurl_links: false,
  unfurl_media: false,
});

/** The verdict stands outside the colour bar, since Slack may fold what stands beside the bar. */
const verdict = (notification: Notification, target: Target): Line => {
  const headline = cleanLine(words.headline(notification), MAX_HEADLINE_CHARS) || 'An event';
  const url = words.buttons(notification)[0]?.url;
  return [
    run(`${words.icon(notification)} `),
    linked(headline, url, { bold: true }),
    ...mentioned(notification, target).flatMap((mention) => [run('  '), mentionElement(mention)]),
  ];
};

const failureLines = (
  { reason = '', code = '', url, ...place }: Failure,
  detail: words.Detail,
  lines: number,
): Line[] => {
  const where = cleanLine(words.failurePlace(place) ?? '', detail.lineChars);
  const what = cleanLine(code, detail.lineChars);
  const why = clean(words.fewLines(reason, lines), detail.reasonChars);
  return [
    [...(where ? [linked(where, url, { bold: true })] : []), ...(what ? [run(where ? `  ${what}` : what)] : [])],
    ...(why ? [{ code: why }] : []),
  ];
};

const labelled = (label: string, value: string, { lineChars }: words.Detail): Line => {
  const [name, said] = [cleanLine(label, lineChars), cleanLine(value, lineChars)];
  return [...(name ? [run(`${name}  `, { bold: true })] : []), ...(said ? [run(said)] : [])];
};

const why = (notification: Notification, detail: words.Detail): Line[] => {
  const { text = '', stopReason = '', approval, failures, details } = notification;
  const said = [text, stopReason, approval?.comment ?? ''].map((value) => clean(value, detail.reasonChars));
  return [
    ...said.map(textLine),
    ...failures
      .slice(0, detail.failures)
      .flatMap((failure, at) => failureLines(failure, detail, words.reasonLines(detail, at))),
    textLine(words.more(failures, detail.failures, 'failure')),
    ...details.slice(0, detail.details).map(({ label, value }) => labelled(label, value, detail)),
    textLine(words.more(details, detail.details, 'detail')),
  ];
};

const deadline = ({ approval }: Notification): Json[] => {
  const until = approval?.expiresAt && date(approval.expiresAt);
  return until ? [{ type: 'section', text: { type: 'mrkdwn', text: `Waits until *${until}*` } }] : [];
};

const whose = ({ commits }: Notification, detail: words.Detail): Line[] => {
  const repository = words.manyRepositories(commits);
  const lines = commits.slice(0, detail.commits).map((commit) => {
    const id = cleanLine(words.shortCommit(commit), detail.lineChars) || 'commit';
    const said = cleanLine(words.commitWords(commit, { repository }), detail.lineChars);
    return [linked(id, commit.url, { code: true }), ...(said ? [run(` ${said}`)] : [])];
  });
  return [...lines, textLine(words.more(commits, detail.commits, 'commit'))];
};

/** Links and not buttons: without an app behind it that answers, Slack marks every pressed button with a warning. */
const where = (notification: Notification, detail: words.Detail): Line =>
  words
    .buttons(notification)
    .filter(({ url }) => safeUrl(url))
    .slice(0, detail.buttons)
    .map(({ label, url }) => linked(cleanLine(label, 40) || 'Open', url, { bold: true }))
    .flatMap((place, at) => (at > 0 ? [run('   ·   '), place] : [place]));

const context = (notification: Notification, { lineChars }: words.Detail): Json[] => {
  const line = words
    .facts({ ...notification, details: [] })
    .map(({ label, value }) => cleanLine(`${label} ${value}`, lineChars))
    .filter(Boolean)
    .join('  ·  ');
  const time = date(notification.time);
  const elements = [...(line ? [plainText(line)] : []), ...(time ? [{ type: 'mrkdwn', text: time }] : [])];
  return elements.length > 0 ? [{ type: 'context', elements }] : [];
};

const draw = (notification: Notification, target: Target, detail: words.Detail): Json => {
  const blocks = [
    ...richText(why(notification, detail)),
    ...deadline(notification),
    ...richText(whose(notification, detail)),
    ...richText([where(notification, detail)]),
    ...context(notification, detail),
  ];
  const color = COLORS[notification.severity];
  return {
    ...message(notification, target),
    blocks: richText([verdict(notification, target)]),
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
  target: Target,
  recognizes: ({ hostname }) => HOSTS.includes(hostname),
  refuses({ hostname, pathname }) {
    if (!HOSTS.includes(hostname)) return `must be an incoming webhook of Slack, on ${HOSTS.join(' or ')}`;
    if (!/^\/(?:workflows|triggers)\//.test(pathname)) return undefined;
    return 'is a workflow trigger, which takes no formatted messages: create an incoming webhook and use its URL';
  },
  render: (notification, target) =>
    JSON.stringify(
      words.drawToFit(
        (detail) => draw(notification, target, detail),
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

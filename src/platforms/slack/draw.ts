// Messages of Slack as Block Kit, for incoming webhooks and for the Web API.
// https://docs.slack.dev/reference/block-kit/blocks
// https://docs.slack.dev/messaging/formatting-message-text

import * as z from 'zod/mini';
import { pattern } from '../../model/check.ts';
import type { Notification, Severity } from '../../model/notification.ts';
import type { Limit } from '../../model/platform.ts';
import { mentions } from '../../model/target.ts';
import { cleanLine } from '../../text/clean.ts';
import { icon } from '../../wording/icons.ts';
import { DOT, type Line, type Outline, type Piece } from '../../wording/outline.ts';

/** Longest top-level text that Slack recommends. @see https://docs.slack.dev/reference/methods/chat.postMessage */
const TEXT_LIMIT_CHARS = 4000;

/** Longest text that is drawn, without mentions and before escaping, which can turn one character into five. */
export const MAX_TEXT_CHARS = 740;

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

/** Such as `<@U0123>`, `<!subteam^S0123>`, `<!here>` or `<!channel>`. */
export const slackMentions = <More extends z.core.$ZodLooseShape>(more: More) =>
  mentions(z.string().check(pattern(MENTION, 'expected <@U…>, <!subteam^S…>, <!here> or <!channel>')), more);

export type Json = Record<string, unknown>;

/** Slack requires these three to be escaped, in this order, and no others. */
const escaped = (value: string): string => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** One line of text for places where Slack reads markup, cut to `maxChars` before it is escaped. */
export const escapedLine = (value: string, maxChars: number): string => escaped(cleanLine(value, maxChars));

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

const mentionElement = (mention: string): Json => {
  const { user, group, range } = MENTION.exec(mention)?.groups ?? {};
  if (user) return { type: 'user', user_id: user };
  return group ? { type: 'usergroup', usergroup_id: group } : { type: 'broadcast', range };
};

/** Elements of rich text that mention people, each after a space. */
export const mentionElements = (mentioned: readonly string[]): Json[] =>
  mentioned.flatMap((mention) => [run('  '), mentionElement(mention)]);

/** The verdict is outside the attachment, because Slack may fold attachments. */
const verdict = (notification: Notification, { headline, gravity }: Outline, mentioned: readonly string[]): Json => {
  const elements = [
    run(`${icon(notification)} `),
    ...headline.map(element),
    ...mentionElements(mentioned),
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

/** What a message shows besides its text. */
export interface Layout {
  readonly blocks: readonly Json[];
  /** One with the details, in the colour of the severity. Empty if there are no details. */
  readonly attachments: readonly Json[];
}

/**
 * Draws the blocks of a message.
 * @param mentioned who is mentioned beside the verdict, as a target's `mention` has them.
 * @param fallback the message on one line, escaped, for receivers without attachments.
 */
export const layoutOf = (
  notification: Notification,
  outline: Outline,
  mentioned: readonly string[],
  fallback: string,
): Layout => {
  const blocks = [...outline.sections.map(richText), ...linkRow(outline), ...context(outline)];
  const color = COLORS[notification.severity];
  return {
    blocks: [verdict(notification, outline, mentioned)],
    attachments: blocks.length > 0 ? [{ color, fallback, blocks }] : [],
  };
};

/** Upper bound of what Slack counts: every text, link and style name in the blocks, in UTF-16 units. */
const blockChars = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  return value !== null && typeof value === 'object'
    ? Object.values(value).reduce<number>((sum, part) => sum + blockChars(part), 0)
    : 0;
};

export const fitsBlocks = ({ blocks, attachments }: Layout): boolean =>
  blockChars([blocks, attachments]) <= MAX_BLOCKS_CHARS;

/** Limits of a message, for any way to post it. */
export const SLACK_LIMITS: readonly Limit[] = [
  { of: 'text characters', max: TEXT_LIMIT_CHARS, measure: (body) => blockChars(JSON.parse(body).text) },
  {
    of: 'block characters',
    max: BLOCKS_LIMIT_CHARS,
    measure(body) {
      const { blocks, attachments } = JSON.parse(body);
      return blockChars([blocks, attachments]);
    },
  },
];

import { calledFor } from '../../model/moments.ts';
import type { Notification, Severity } from '../../model/notification.ts';
import { cleanLine, cut } from '../../text/clean.ts';
import { DOT, drawToFit, type Line, type Outline, type Piece } from '../../wording/outline.ts';
import { about, runText, seriesText } from '../../wording/subjects.ts';
import { codeBlock, escaped, escapedWithin, inlineCode } from './escape.ts';
import type { Target } from './target.ts';

/**
 * Longest texts. Discord counts characters and does not say of which kind. UTF-16 units are never fewer than code points.
 * @see https://docs.discord.com/developers/resources/webhook#execute-webhook
 * @see https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 */
export const CONTENT_CHARS = 2000;
export const EMBEDS_CHARS = 6000;
export const DESCRIPTION_CHARS = 4096;
const TITLE_CHARS = 256;

/** Discord accepts 2,048. Below that, title, description and footer are always within {@link EMBEDS_CHARS}. */
const FOOTER_CHARS = 1500;

/** Longest text line, without mentions and before escaping, which can double it. */
const TEXT_CHARS = 740;

/** Longest row of links. A single link has at most 2,000 characters. */
const LINKS_CHARS = 2100;

/** @see https://docs.discord.com/developers/resources/channel#start-thread-in-forum-or-media-channel */
const THREAD_NAME_CHARS = 100;

/** Colour of the bar beside the embed. */
const COLORS: Record<Severity, number> = {
  info: 0x5865f2,
  success: 0x23a55a,
  warning: 0x80848e,
  attention: 0xf0b232,
  failure: 0xda373c,
};

interface Embed {
  title?: string;
  url?: string;
  color: number;
  description?: string;
  footer?: { text: string };
  timestamp?: string;
}

/** The body of a request, for a new message and for the update of one. */
export interface Message {
  content: string;
  embeds: Embed[];
  allowed_mentions: { parse: 'everyone'[]; roles: string[]; users: string[] };
}

const MENTION = /^<@(?<role>&)?(?<id>\d+)>$/;

const idsOf = (mentions: readonly string[], isRole: boolean): string[] =>
  mentions.flatMap((mention) => {
    const { id, role } = MENTION.exec(mention)?.groups ?? {};
    return id && (role !== undefined) === isRole ? [id] : [];
  });

/** Names everyone who may be mentioned, so that nothing else in the text can mention. */
const allowedMentions = (mentions: readonly string[]): Message['allowed_mentions'] => ({
  parse: mentions.some((mention) => mention.startsWith('@')) ? ['everyone'] : [],
  roles: idsOf(mentions, true),
  users: idsOf(mentions, false),
});

/** The mentions for a notification, or none for a message that notifies no one. */
export const mentionsFor = (notification: Notification, { mention }: Target, mentions = true): readonly string[] =>
  mentions ? calledFor(mention, notification) : [];

/** A message without layout. The mentions stand at the end: the beginning is what a phone shows. */
export const textMessage = (text: string, mentions: readonly string[]): Message => ({
  content: [escaped(cleanLine(text, TEXT_CHARS)), ...mentions].join(' '),
  embeds: [],
  allowed_mentions: allowedMentions(mentions),
});

const LOOKS: Record<NonNullable<Piece['look']>, (text: string) => string> = {
  strong: (text) => `**${escaped(text)}**`,
  code: inlineCode,
  quiet: escaped,
};

const markdown = ({ text, look, url, time }: Piece): string => {
  // Discord shows the time in each reader's zone.
  if (time !== undefined) return look === 'strong' ? `**<t:${time}:f>**` : `<t:${time}:f>`;
  const shown = look ? LOOKS[look](text) : escaped(text);
  return url ? `[${shown}](${url})` : shown;
};

const lineText = (line: Line): string => ('code' in line ? codeBlock(line.code) : line.map(markdown).join(''));

/** The links that fit. */
const linkRow = ({ links }: Outline): string =>
  links.reduce((row, { label, url }) => {
    const next = [row, markdown({ text: label, url, look: 'strong' })].filter(Boolean).join(DOT);
    return next.length <= LINKS_CHARS ? next : row;
  }, '');

/** The texts that fit, in their order. None is cut, because a cut could be within markup. */
const joinedWithin = (texts: readonly { text: string; gap: string }[], maxChars: number): string =>
  texts.reduce((all, { text, gap }) => {
    const next = all && text ? `${all}${gap}${text}` : all || text;
    return next.length <= maxChars ? next : all;
  }, '');

/** A title has one link at most, and no other markup. Any other headline is the first line of the description. */
const isTitle = ({ headline }: Outline): boolean => headline.slice(1).every(({ look, url }) => !look && !url);

/** A blank line stands between two sections, unless the first ends with code, which has a margin of its own. */
const partsOf = (outline: Outline): { text: string; gap: string }[] =>
  [
    ...(isTitle(outline) ? [] : [[outline.headline]]),
    ...(outline.gravity ? [[[{ text: outline.gravity }]]] : []),
    ...outline.sections,
  ].flatMap((lines, section, all) =>
    lines.map((line, at) => {
      const before = at > 0 ? undefined : all[section - 1]?.at(-1);
      return { text: lineText(line), gap: before && !('code' in before) ? '\n\n' : '\n' };
    }),
  );

const descriptionOf = (outline: Outline): { text: string; isWhole: boolean } => {
  const end = [linkRow(outline), outline.unavailable ? `-# ${escaped(outline.unavailable)}` : '']
    .filter(Boolean)
    .join('\n');
  const parts = partsOf(outline);
  const whole = joinedWithin(parts, Number.POSITIVE_INFINITY);
  const max = DESCRIPTION_CHARS - end.length - 2;
  const body = whole.length <= max ? whole : joinedWithin(parts, max);
  return { text: [body, end].filter(Boolean).join(body.endsWith('```') ? '\n' : '\n\n'), isWhole: body === whole };
};

const headlineOf = ({ headline }: Outline): string => headline.map(({ text }) => text).join('');

/**
 * A message with the outline as an embed below its text.
 * @returns `isWhole` is `false` if the outline is too long, so that lines are left out.
 */
export const embedMessage = (
  text: string,
  mentions: readonly string[],
  severity: Severity,
  outline: Outline,
): { message: Message; isWhole: boolean } => {
  const { headline, facts, time } = outline;
  const description = descriptionOf(outline);
  const url = headline.find((piece) => piece.url)?.url;
  const embed: Embed = {
    ...(isTitle(outline) && { title: escapedWithin(headlineOf(outline), TITLE_CHARS), ...(url && { url }) }),
    color: COLORS[severity],
    ...(description.text && { description: description.text }),
    ...(facts.length > 0 && { footer: { text: cut(facts.join(DOT), FOOTER_CHARS) } }),
    ...(time?.time !== undefined && { timestamp: new Date(time.time * 1000).toISOString() }),
  };
  return { message: { ...textMessage(text, mentions), embeds: [embed] }, isWhole: description.isWhole };
};

/**
 * The name of a forum post: the failure, or the run without its state. A webhook cannot rename the post later. Discord
 * reads no Markdown in it.
 */
export const threadName = (notification: Notification): string => {
  const { moment, execution, resource } = notification;
  const name =
    execution?.id && moment !== 'failed'
      ? `${about(notification)}${seriesText(notification)}${DOT}${runText(execution.id, resource)}`
      : drawToFit(notification, headlineOf, () => true);
  return cleanLine(name, THREAD_NAME_CHARS) || 'Alert';
};

/** Characters of the texts that Discord counts together. */
export const embedChars = ({ embeds }: Pick<Message, 'embeds'>): number =>
  embeds.reduce(
    (sum, { title = '', description = '', footer }) => sum + `${title}${description}${footer?.text ?? ''}`.length,
    0,
  );

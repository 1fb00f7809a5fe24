// Microsoft Teams through a Workflows webhook ("Send webhook alerts to a channel"), drawn as an Adaptive Card.
// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
// https://adaptivecards.io/explorer/

import * as z from 'zod/mini';
import { pattern } from '../model/check.ts';
import { calledFor } from '../model/moments.ts';
import type { Notification, Severity } from '../model/notification.ts';
import { definePlatform } from '../model/platform.ts';
import { headers, mentions, secret, summary, targetFields } from '../model/target.ts';
import { byteLength, cleanLine, cut } from '../text/clean.ts';
import { SECRET_HOSTS } from '../text/secret-hosts.ts';
import { icon } from '../wording/icons.ts';
import { DOT, drawToFit, type Line, type Outline, type Piece } from '../wording/outline.ts';
import { plainText } from '../wording/push.ts';
import { classify } from './teams/answers.ts';

const HOSTS: readonly string[] = SECRET_HOSTS.teams;

/** Hosts of Office 365 connectors, which were switched off in May 2026. @see https://devblogs.microsoft.com/microsoft365dev/retirement-of-office-365-connectors-within-microsoft-teams/ */
const RETIRED = /(?:^|\.)webhook\.office\.com$|^outlook\.office(?:365)?\.com$/;

/** Approximate limit of Teams in bytes of UTF-8. The flow accepts larger messages and then loses them. @see https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using */
const BODY_LIMIT_BYTES = 28 * 1024;

/** Largest body that is drawn. */
const MAX_BODY_BYTES = 24 * 1024;

/** Longest summary, in UTF-16 units. */
const MAX_SUMMARY_CHARS = 1000;

/** Longest title of a button, which Teams draws on one line. */
const MAX_BUTTON_CHARS = 30;

/** The newest version that Teams supports. @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
const CARD_VERSION = '1.5';

/** Container styles, which set the colour behind the verdict. */
const STYLES: Record<Severity, string> = {
  info: 'accent',
  success: 'good',
  warning: 'emphasis',
  attention: 'warning',
  failure: 'attention',
};

const Person = z.strictObject({
  /** User principal name or Microsoft Entra object id. */
  id: z.string().check(pattern(/^[^\s<>"@]{1,128}(?:@[^\s<>"@]{1,128})?$/)),
  name: z.string().check(pattern(/^[\p{L}\p{N}\p{M} .,'’-]{1,80}$/u)),
});

const Target = z.strictObject({
  ...targetFields,
  summary: summary(),
  platform: z.literal('teams'),
  url: secret(),
  mention: mentions(Person, {}),
  headers: headers(),
});
type Target = z.infer<typeof Target>;

type Json = Record<string, unknown>;

/** Defuses mentions and dates in foreign text, which card hosts would interpret in any text. */
const defused = (value: string): string =>
  value.replace(/<(?=\s*\/?\s*at\b)/gi, '‹').replace(/\{\{(?=\s*(?:DATE|TIME)\b)/gi, '{ {');

/** Teams reads no Markdown in text runs, so foreign text needs no escaping there. */
const run = (text: string, style: Json = {}): Json => ({ type: 'TextRun', text: defused(text), ...style });

const LOOKS: Record<NonNullable<Piece['look']>, Json> = {
  strong: { weight: 'Bolder' },
  code: { fontType: 'Monospace' },
  quiet: { isSubtle: true },
};
const SMALL: Json = { isSubtle: true, size: 'Small' };

const piece = ({ text, look, url }: Piece, style: Json = {}): Json =>
  run(text, {
    ...(look && LOOKS[look]),
    ...style,
    ...(url && { selectAction: { type: 'Action.OpenUrl', url } }),
  });

const richText = (inlines: Json[], layout: Json = {}): Json => ({ type: 'RichTextBlock', inlines, ...layout });

const mentioned = (notification: Notification, { mention }: Target) => calledFor(mention, notification);
const tag = ({ name }: { name: string }): string => `<at>${name}</at>`;

const verdict = (notification: Notification, { headline, gravity }: Outline, target: Target): Json => {
  const tags = mentioned(notification, target).map(tag).join(', ');
  const large = { size: 'Large', weight: 'Bolder' };
  return {
    type: 'Container',
    style: STYLES[notification.severity],
    bleed: true,
    items: [
      richText([run(`${icon(notification)} `, large), ...headline.map((part) => piece(part, part.look ? large : {}))]),
      ...(gravity ? [richText([run(gravity)], { spacing: 'Small' })] : []),
      ...(tags ? [{ type: 'TextBlock', text: tags, wrap: true, spacing: 'Small' }] : []),
    ],
  };
};

/** Cards collapse the spaces that indent and align a log. The last one of each gap stays, so that lines can wrap. */
const spaced = (code: string): string =>
  code
    .replace(/^ +/gm, (indent) => '\u00a0'.repeat(indent.length))
    .replace(/ {2,}/g, (gap) => `${'\u00a0'.repeat(gap.length - 1)} `);

/** A time in the reader's zone. @see https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features */
const localTime = (seconds: number): string => {
  const time = new Date(seconds * 1000).toISOString().replace('.000', '');
  return `{{DATE(${time}, SHORT)}} {{TIME(${time})}}`;
};

/** Text blocks read Markdown. A parenthesis has a meaning only after a bracket. */
const escaped = (text: string): string => defused(text).replace(/[\\`*_[\]#+!<>{}~|-]/g, '\\$&');

/** Only text blocks show a time in the reader's zone. */
const textBlock = (pieces: readonly Piece[], layout: Json): Json => ({
  type: 'TextBlock',
  text: pieces.map(({ text, time }) => (time === undefined ? escaped(text) : localTime(time))).join(''),
  wrap: true,
  ...layout,
});

const drawn = (line: Line, layout: Json): Json => {
  if ('code' in line) {
    const text = richText([run(spaced(line.code), { fontType: 'Monospace', size: 'Small' })]);
    return { type: 'Container', style: 'emphasis', spacing: 'Small', items: [text] };
  }
  // A text block has no links.
  return line.some(({ time }) => time !== undefined) && line.every(({ url }) => url === undefined)
    ? textBlock(line, layout)
    : richText(
        line.map((part) => piece(part)),
        layout,
      );
};

/** The lines of a section, with small gaps between them. */
const section = (lines: readonly Line[]): Json[] =>
  lines.map((line, at) => drawn(line, { spacing: at > 0 ? 'Small' : 'Medium' }));

const context = ({ facts, time, unavailable }: Outline): Json[] => {
  const about = facts.length > 0 ? [richText([run(facts.join(DOT), SMALL)], { spacing: 'Medium' })] : [];
  const when = time ? [textBlock([time], { ...SMALL, spacing: about.length > 0 ? 'None' : 'Medium' })] : [];
  const missing = unavailable ? [richText([run(unavailable, SMALL)], { spacing: 'Small' })] : [];
  return [...about, ...when, ...missing];
};

const actions = ({ links }: Outline): Json[] =>
  links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: cut(defused(label), MAX_BUTTON_CHARS), url }));

const summaryText = (notification: Notification, maxChars?: number): string =>
  defused(cleanLine(plainText(notification, maxChars), MAX_SUMMARY_CHARS));

const envelope = (notification: Notification, target: Target, parts: Json): string => {
  const entities = mentioned(notification, target).map((person) => ({
    type: 'mention',
    text: tag(person),
    mentioned: person,
  }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: CARD_VERSION,
    fallbackText: summaryText(notification),
    speak: summaryText(notification),
    msteams: { width: 'Full', ...(entities.length > 0 && { entities }) },
    ...parts,
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  const summary = summaryText(notification);
  return JSON.stringify({ type: 'message', summary, attachments: [{ contentType, contentUrl: null, content }] });
};

const draw = (notification: Notification, target: Target, outline: Outline): string => {
  const buttons = actions(outline);
  return envelope(notification, target, {
    body: [verdict(notification, outline, target), ...outline.sections.flatMap(section), ...context(outline)],
    ...(buttons.length > 0 && { actions: buttons }),
  });
};

export const teams = definePlatform<Target>({
  name: 'teams',
  chat: true,
  timeoutMs: 10_000,
  limits: [{ of: 'bytes', max: BODY_LIMIT_BYTES, measure: byteLength }],
  target: Target,
  fields: {
    url: { help: 'the URL of the webhook', shared: true },
    summary: { help: 'false sends each alert by itself, however many wait', open: true },
    mention: { help: 'who to mention, such as "failed=Jo Okafor <jo@example.com>"', open: true },
    headers: { help: 'a request header', option: 'header' },
  },
  recognizes: ({ hostname }) => HOSTS.some((host) => hostname.endsWith(host)),
  refuses({ hostname }) {
    if (RETIRED.test(hostname)) {
      return 'is an Office 365 connector, which Microsoft has switched off: create a Workflows webhook in the channel and use its URL';
    }
    if (HOSTS.some((host) => hostname.endsWith(host))) return undefined;
    return `must be a Workflows webhook, on a host that ends in ${HOSTS.join(' or ')}`;
  },
  render: (notification, target) =>
    drawToFit(
      notification,
      (outline) => draw(notification, target, outline),
      (body) => byteLength(body) <= MAX_BODY_BYTES,
    ),
  plain: (notification, target) =>
    envelope(notification, target, {
      body: [
        richText([run(summaryText(notification, MAX_SUMMARY_CHARS))]),
        ...(mentioned(notification, target).length > 0
          ? [{ type: 'TextBlock', text: mentioned(notification, target).map(tag).join(', '), wrap: true }]
          : []),
      ],
    }),
  request: (body, target) => ({
    url: target.url,
    headers: { ...target.headers, 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Pipebell' },
    body,
  }),
  classify,
});

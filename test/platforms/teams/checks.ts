/** A part of an Adaptive Card. */
export type Part = Record<string, unknown> & { type?: string };

/** Every object in the message. */
export const partsOf = (value: unknown): Part[] => {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (value === null || typeof value !== 'object') return [];
  return [value as Part, ...Object.values(value).flatMap(partsOf)];
};

/** The card in the message's envelope. */
export const cardOf = (body: string): Part => JSON.parse(body).attachments[0].content;

const TYPES = [
  'AdaptiveCard',
  'Container',
  'RichTextBlock',
  'TextRun',
  'TextBlock',
  'Action.OpenUrl',
  'mention',
  'message',
];
const COLORS = ['accent', 'good', 'emphasis', 'warning', 'attention'];

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
/** A time in the reader's zone, between words in which nothing is markup. */
const LOCAL_TIME = new RegExp(
  String.raw`^(?:[^<{}\\*_[\]]|\\.)*\{\{DATE\((${TIME}), SHORT\)\}\} \{\{TIME\(\1\)\}\}(?:[^<{}\\*_[\]]|\\.)*$`,
);

const isOwnText = (text: string, tags: readonly string[]): boolean => text === tags.join(', ') || LOCAL_TIME.test(text);

/**
 * What Teams would refuse, lose or read as markup in a message, in words.
 * @see https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */
export const teamsProblems = (body: string): string[] => {
  const message = JSON.parse(body);
  const card = cardOf(body);
  const parts = partsOf(message);
  const entities = (card.msteams as { entities?: { text: string }[] }).entities ?? [];
  const tags = entities.map(({ text }) => text);
  const problems = [
    Buffer.byteLength(body) > 24 * 1024 && `${Buffer.byteLength(body)} bytes`,
    message.type !== 'message' && 'not a message',
    message.attachments.length !== 1 && 'not one attachment',
    card.version !== '1.5' && 'not version 1.5',
    !card.fallbackText && 'no fallback text',
    card.speak !== card.fallbackText && 'no spoken text',
    message.summary !== card.fallbackText && 'no text for the notification',
    (card.msteams as { width?: string }).width !== 'Full' && 'not full width',
    Array.isArray(card.actions) && (card.actions.length < 1 || card.actions.length > 4) && 'too many actions',
    ...parts.map(({ type }) => typeof type === 'string' && !TYPES.includes(type) && `a part of type ${type}`),
    ...parts.map(({ type, style }) => type === 'Container' && !COLORS.includes(String(style)) && `style ${style}`),
    ...parts.map(({ type, text }) => type === 'TextRun' && !text && 'an empty run of text'),
    ...parts.map(({ type, inlines }) => type === 'RichTextBlock' && !(inlines as []).length && 'an empty paragraph'),
    ...parts.map(({ type, wrap }) => type === 'TextBlock' && wrap !== true && 'text that does not wrap'),
    ...parts.map(({ type, text }) => type === 'TextBlock' && !isOwnText(`${text}`, tags) && 'text read as Markdown'),
    ...parts.map(({ type, title }) => type === 'Action.OpenUrl' && title === '' && 'a button without a title'),
    ...parts.map(({ url }) => url !== undefined && !/^https?:\/\/[^\s<>"]+$/.test(String(url)) && 'a bad link'),
    ...parts.flatMap(({ type, text, title, fallbackText }) =>
      type === 'TextBlock' || type === 'mention' || type === 'message'
        ? []
        : [text, title, fallbackText].map(
            (value) => /<\s*\/?\s*at\b|\{\{(DATE|TIME)/i.test(`${value}`) && 'a live tag',
          ),
    ),
  ];
  return problems.filter((problem) => problem !== false);
};

/** A part of a Slack message. */
export type Part = Record<string, unknown> & { type?: string };

/** Every object in the message. */
export const partsOf = (value: unknown): Part[] => {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (value === null || typeof value !== 'object') return [];
  return [value as Part, ...Object.values(value).flatMap(partsOf)];
};

/** Every text that Slack reads as markup. */
export const markupOf = (message: Part): string[] => [
  String(message.text),
  ...partsOf(message).flatMap(({ type, text, fallback }) => [
    ...(type === 'mrkdwn' ? [String(text)] : []),
    ...(typeof fallback === 'string' ? [fallback] : []),
  ]),
];

/** What is left of markup once the tokens that Slack acts on are taken out. */
export const foreignPart = (markup: string): string =>
  markup.replace(/<!date\^\d+\^[{}\w ,]+\|[\w:, -]+>|<!subteam\^S\w+>|<@U\w+>|<!here>/g, '');

const TEXT_LIMITS: Record<string, number> = { plain_text: 3000, mrkdwn: 3000 };
const BLOCKS = ['rich_text', 'section', 'context'];

/**
 * What Slack would refuse in a message, in words.
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export const slackProblems = (message: Part): string[] => {
  const attachments = (message.attachments ?? []) as Part[];
  const blocks = [message.blocks, ...attachments.map((attachment) => attachment.blocks)].flat() as Part[];
  const parts = partsOf([message.blocks, attachments]);
  const chars = parts.reduce((sum, { text, url }) => sum + `${text ?? ''}${url ?? ''}`.length, 0);
  const problems = [
    blocks.length > 50 && 'more than 50 blocks',
    chars > 8000 && `${chars} characters in blocks`,
    String(message.text).length > 4000 && 'text over 4,000 characters',
    String(message.text).trim() === '' && 'no text',
    ...blocks.map(({ type }) => !BLOCKS.includes(String(type)) && `a block of type ${type}`),
    ...parts.map(({ type, text }) => type === 'text' && text === '' && 'an empty run of text'),
    ...parts.map(({ type, text, url }) => type === 'link' && !(text && url) && 'an empty link'),
    ...parts.map(({ url }) => url !== undefined && !/^https?:\/\/[^<>|\s]{1,2990}$/.test(String(url)) && 'a bad link'),
    ...parts.map(({ type = '', text }) => {
      const limit = Object.hasOwn(TEXT_LIMITS, type) ? (TEXT_LIMITS[type] ?? 0) : Number.POSITIVE_INFINITY;
      return typeof text === 'string' && text.length > limit && `${type} over ${limit} characters`;
    }),
    ...parts.map(({ type, elements }) => {
      const count = Array.isArray(elements) ? elements.length : 1;
      return (count < 1 || (type === 'context' && count > 10)) && `${type} with ${count} elements`;
    }),
  ];
  return problems.filter((problem) => problem !== false);
};

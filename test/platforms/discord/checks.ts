/** A message as it is sent to Discord. */
export interface DiscordMessage {
  content: string;
  embeds: {
    title?: string;
    url?: string;
    color?: number;
    description?: string;
    footer?: { text: string };
    timestamp?: string;
  }[];
  allowed_mentions: { parse: string[]; roles: string[]; users: string[] };
  thread_name?: string;
  applied_tags?: string[];
}

/** Every text that Discord reads as Markdown. */
export const markdownOf = ({ content, embeds }: DiscordMessage): string[] => [
  content,
  ...embeds.flatMap(({ title, description }) => [title ?? '', description ?? '']),
];

/** What is left of Markdown without the parts that the platform itself writes: code, links, times, bold text. */
export const foreignPart = (markdown: string): string => {
  let rest = markdown.replace(/^-# /gm, '').replace(/```\n[\s\S]*?\n```/g, '');
  // Escapes first, so that an escaped bracket ends no link.
  rest = rest.replace(/\\[^0-9A-Za-z\s]/g, 'x').replace(/`[^`\n]+`/g, '');
  rest = rest.replace(/\]\(https?:\/\/[^\s()]+\)/g, ']').replace(/\[([^[\]]*)\]/g, '$1');
  return rest.replace(/<t:\d+:f>/g, '').replaceAll('**', '');
};

/** The ids and names that Discord's server can find in a text, with or without reading the escapes. */
export const mentionsIn = (text: string): string[] => text.match(/<@[!&]?\d+>|@everyone|@here/g) ?? [];

const SNOWFLAKE = /^\d{15,20}$/;

/**
 * What Discord would refuse in a message, in words.
 * @see https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 */
export const discordProblems = (message: DiscordMessage): string[] => {
  const { content, embeds, allowed_mentions: allowed, thread_name: name, applied_tags: tags = [] } = message;
  const texts = embeds.flatMap(({ title = '', description = '', footer }) => [title, description, footer?.text ?? '']);
  const total = texts.reduce((sum, text) => sum + text.trim().length, 0);
  const problems = [
    content.trim() === '' && embeds.length === 0 && 'an empty message',
    content.length > 2000 && 'content over 2,000 characters',
    embeds.length > 10 && 'more than 10 embeds',
    total > 6000 && `${total} characters in embeds`,
    ...embeds.flatMap(({ title, description, footer, url, color, timestamp }) => [
      (title ?? '').length > 256 && 'a title over 256 characters',
      title !== undefined && title.trim() === '' && 'an empty title',
      (description ?? '').length > 4096 && 'a description over 4,096 characters',
      description !== undefined && description.trim() === '' && 'an empty description',
      (footer?.text ?? '').length > 2048 && 'a footer over 2,048 characters',
      footer !== undefined && footer.text.trim() === '' && 'an empty footer',
      url !== undefined && !/^https?:\/\/[^\s]{1,2040}$/.test(url) && 'a bad link',
      color !== undefined && !(Number.isInteger(color) && color >= 0 && color <= 0xffffff) && 'a bad colour',
      timestamp !== undefined && Number.isNaN(Date.parse(timestamp)) && 'a bad timestamp',
    ]),
    allowed.parse.some((kind) => kind !== 'everyone') && 'mentions of all roles or users are allowed',
    ![...allowed.roles, ...allowed.users].every((id) => SNOWFLAKE.test(id)) && 'a bad id',
    name !== undefined && (name.trim() === '' || name.length > 100) && 'a bad name of a post',
    tags.length > 5 && 'more than 5 tags',
  ];
  return problems.filter((problem) => problem !== false);
};

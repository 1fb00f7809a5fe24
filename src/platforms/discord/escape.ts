import { cut } from '../../text/clean.ts';

/** Separates the characters of a token without being visible. */
const BREAK = '\u200b';

/**
 * Escapes text from outside, so that Discord shows it as it is: without formatting, links, emoji, dates or mentions.
 * A mention is also broken up, because Discord's server may search the text for mentions without reading the escapes.
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
export const escaped = (text: string): string =>
  text
    // A colon has a meaning in `:emoji:` and in `https://`.
    .replace(/[\\`*_~|[\]<]|:(?=\/\/|[\w+-]+:)/g, '\\$&')
    .replace(/<(?=@)|@(?=everyone|here)/gi, `$&${BREAK}`)
    // Headings, quotes, lists and small text.
    .replace(/^([^\S\n]*)([#>+-])/gm, '$1\\$2')
    .replace(/^([^\S\n]*\d+)(?=[.)])/gm, '$1\\');

/** {@link escaped} with at most `maxChars` UTF-16 units, and never cut within an escape. */
export const escapedWithin = (text: string, maxChars: number): string => {
  let result = escaped(text);
  for (let max = Math.min(text.length, maxChars); result.length > maxChars; max--) result = escaped(cut(text, max));
  return result;
};

/** A block of code. Discord has no escapes within code, so three backticks are broken up. */
export const codeBlock = (code: string): string => `\`\`\`\n${code.replace(/`(?=``)/g, `\`${BREAK}`)}\n\`\`\``;

/** Code within a line. Text with a backtick is no code, because it would end there. */
export const inlineCode = (text: string): string => (/[`\n]/.test(text) ? escaped(text) : `\`${text}\``);

import { stripVTControlCharacters } from 'node:util';

/** C0 and C1 controls except tab and line feed, line and paragraph separators. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters to remove
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Characters without a form of their own: what Unicode lets a font ignore (bidirectional marks, zero-width characters, fillers,
 * tags, variation selectors), the blank Braille pattern, the empty musical note, the filler of Khitan, annotations and format
 * controls of Egyptian.
 * Kept where text needs them: a joiner within an emoji or between two letters of Arabic and the scripts of India and
 * South-East Asia, a variation selector after an emoji or in a keycap.
 */
const INVISIBLE =
  /[\p{DI}\u2800\ufff9-\ufffc\u{13430}-\u{13455}\u{16fe4}\u{1d159}](?<!(?:\p{ExtPict}\ufe0f?|\p{EMod})\u200d(?=\p{ExtPict})|\p{ExtPict}[\ufe0e\ufe0f]|[#*\d]\ufe0f(?=\u20e3)|[\u0600-\u109f\u1780-\u18af][\u200c\u200d](?=[\u0600-\u109f\u1780-\u18af]))/gu;

/** Combining marks of one letter beyond the fourth, which would cover the lines around it. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

/** Further empty lines after the first. */
const EMPTY_LINES = /\n(?:[^\S\n]*\n){2,}/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: it takes longer than loading the rest of this file. */
const graphemes = (value: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(value);
};

/**
 * Shortens text to at most `maxChars` UTF-16 units. Shortened text ends in `…` and is never cut within a grapheme.
 */
export const cut = (value: string, maxChars: number): string => {
  if (value.length <= maxChars) return value;
  const start = value.slice(0, maxChars + 64);
  let end = 0;
  if (ASCII.test(start)) end = maxChars - 1;
  else
    for (const { index, segment } of graphemes(start)) {
      if (index + segment.length > maxChars - 1) break;
      end = index + segment.length;
    }
  return `${value.slice(0, end).trimEnd()}…`;
};

/**
 * Makes external text safe to display and to log: terminal codes, control, bidirectional and invisible characters are
 * removed, lone surrogates become U+FFFD, line ends become `\n`, consecutive empty lines become one, and the result is cut to
 * `maxChars` UTF-16 units.
 */
export const clean = (value: string, maxChars: number): string =>
  cut(
    // Whole escape sequences first: without their first character they would leave `[31m` behind.
    stripVTControlCharacters(value.slice(0, maxChars * 4).toWellFormed())
      .replace(/\r\n?/g, '\n')
      .replace(CONTROLS, '')
      .replace(INVISIBLE, '')
      .replace(MARKS, '$1')
      .replace(EMPTY_LINES, '\n\n')
      .trim(),
    maxChars,
  );

/** {@link clean}, on one line. */
export const cleanLine = (value: string, maxChars: number): string =>
  clean(value.slice(0, maxChars * 4).replace(/[\s\u0085]+/g, ' '), maxChars);

/** {@link clean} for a field that may be missing: `undefined` if nothing is left. */
export const textOf = (value: string | null | undefined, maxChars: number): string | undefined =>
  clean(value ?? '', maxChars) || undefined;

/** {@link cleanLine} for a field that may be missing: `undefined` if nothing is left. */
export const lineOf = (value: string | null | undefined, maxChars: number): string | undefined =>
  cleanLine(value ?? '', maxChars) || undefined;

/** Text without the escape sequences of a terminal. Other control characters are kept. */
export const withoutColours = (value: string): string => stripVTControlCharacters(value);

/** Size as UTF-8, in bytes. */
export const byteLength = (value: string): number => Buffer.byteLength(value);

/** Longest link, in characters. */
const MAX_LINK_CHARS = 2000;

/**
 * An external link that is safe to display: http or https, without credentials, with every character percent-encoded that
 * has a meaning in the markup of a platform. `undefined` for anything else.
 */
export const safeUrl = (value: string | null | undefined): string | undefined => {
  const url = value && value.length <= MAX_LINK_CHARS ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
  // An IPv6 address needs brackets, which have a meaning in markup.
  if (url.host.startsWith('[')) return undefined;
  const encoded = url.href.replace(
    /[<>|()[\]\\^`{}"'*\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return encoded.length <= MAX_LINK_CHARS ? encoded : undefined;
};

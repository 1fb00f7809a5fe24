import stringWidth from 'string-width';
import type { Span } from './drawn.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const widthOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + stringWidth(text), 0);

/** Cuts a text into pieces of at most `columns`. A wide character counts as two columns and is not cut. */
const pieces = (text: string, columns: number): string[] => {
  const lines = [''];
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const width = stringWidth(segment);
    if (used + width > columns && used > 0) {
      lines.push('');
      used = 0;
    }
    lines[lines.length - 1] += segment;
    used += width;
  }
  return lines;
};

/** Splits spans into words, which may have several spans, spaces and line breaks. */
const words = (spans: readonly Span[]): Span[][] => {
  const groups: Span[][] = [];
  let isOpen = false;
  for (const span of spans) {
    for (const text of span.text.split(/(\n| +)/).filter((part) => part !== '')) {
      const isWord = !/^[\n ]/.test(text);
      if (isWord && isOpen) groups.at(-1)?.push({ ...span, text });
      else groups.push([{ ...span, text }]);
      isOpen = isWord;
    }
  }
  return groups;
};

/** Breaks a paragraph into lines of at most `columns`, between words where that is possible. */
export const wrapSpans = (spans: readonly Span[], columns: number): Span[][] => {
  const lines: Span[][] = [[]];
  let used = 0;
  const start = () => {
    lines.push([]);
    used = 0;
  };
  for (const word of words(spans)) {
    const [{ text } = { text: '' }] = word;
    const width = widthOf(word);
    if (text === '\n') start();
    else if (used + width <= columns) {
      lines.at(-1)?.push(...word);
      used += width;
    } else if (text.trim() !== '') {
      if (used > 0) start();
      for (const span of word) {
        for (const [at, part] of pieces(span.text, columns - used).entries()) {
          if (at > 0) start();
          lines.at(-1)?.push({ ...span, text: part });
          used += stringWidth(part);
        }
      }
    }
  }
  return lines;
};

/** Breaks lines of code at the column, without regard to words. */
export const wrapCode = (code: string, columns: number): string[] =>
  code.split('\n').flatMap((line) => pieces(line, columns));

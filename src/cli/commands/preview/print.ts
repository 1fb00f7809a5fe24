import { styleText } from 'node:util';
import type { Output } from '../../terminal/io.ts';
import type { Block, Drawn, Span } from './drawn.ts';
import { wrapCode, wrapSpans } from './wrap.ts';

/** Columns of a drawing: of the terminal, but no more than are easy to read. */
const DEFAULT_COLUMNS = 80;
const MAX_COLUMNS = 100;
const MIN_COLUMNS = 20;

type Style = Parameters<typeof styleText>[0];

/** Removes control characters: a text of an event must not control the terminal. Line breaks stay. */
const printable = (text: string): string => text.replace(/[^\P{Cc}\n]/gu, '');

const columnsOf = (stdout: Output & { readonly columns?: number }): number =>
  Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, stdout.columns || DEFAULT_COLUMNS));

const stylesOf = ({ bold, code, dim, mention, url }: Span): Style[] => [
  ...(bold ? ['bold' as const] : []),
  ...(code ? ['cyan' as const] : []),
  ...(dim ? ['dim' as const] : []),
  ...(mention ? ['yellow' as const] : []),
  ...(url === undefined ? [] : ['underline' as const]),
];

/** Text with a link. Terminals without links ignore the sequences. @see https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
const linked = (text: string, url: string | undefined): string => {
  const address = url === undefined ? null : URL.parse(url);
  const isWeb = address?.protocol === 'https:' || address?.protocol === 'http:';
  return isWeb ? `\u001b]8;;${address.href}\u001b\\${text}\u001b]8;;\u001b\\` : text;
};

/** Prints drawings, with colours and links if the output shows them. */
export const createPrinter = (stdout: Output) => {
  const columns = columnsOf(stdout);
  const paint = (style: Style, text: string): string => styleText(style, text, { stream: stdout });
  const hasColors = paint('bold', 'x') !== 'x';
  const line = (text: string): void => void stdout.write(`${text.trimEnd()}\n`);
  const paintSpan = (span: Span): string => {
    const text = stylesOf(span).reduce((painted, style) => paint(style, painted), span.text);
    return hasColors ? linked(text, span.url) : text;
  };
  const clean = (spans: readonly Span[]): Span[] => spans.map((span) => ({ ...span, text: printable(span.text) }));
  const textLines = (spans: readonly Span[], width: number): string[] =>
    wrapSpans(clean(spans), width).map((each) => each.map(paintSpan).join(''));
  const linesOf = (block: Block, width: number): string[] => {
    if ('spans' in block) return textLines(block.spans, width);
    return wrapCode(printable(block.code), width - 2).map((text) => `${paint('gray', '│')} ${text}`);
  };
  const label = (text: string): void => line(paint('dim', text));

  return {
    label,
    blank: () => line(''),
    /** Prints what the lock screen shows. */
    push(text: string): void {
      label('lock screen');
      for (const each of textLines([{ text }], columns - 2)) line(`  ${each}`);
    },
    /** Prints a message below its name. Lines after the first are `indent` columns to the right. */
    message(name: string, { head, details, color }: Drawn, indent = 2): void {
      const margin = ' '.repeat(indent);
      label(name);
      for (const block of head) for (const each of linesOf(block, columns - indent)) line(margin + each);
      const bar = `${margin}${paint(color, '▌')} `;
      for (const [at, block] of details.entries()) {
        if (at > 0 && !block.tight) line(bar);
        for (const each of linesOf(block, columns - indent - 2)) line(bar + each);
      }
    },
    text: (text: string) => stdout.write(`${text}\n`),
  };
};

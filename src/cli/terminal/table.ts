import { styleText } from 'node:util';
import stringWidth from 'string-width';
import type { DeadLetter } from '../../dead-letters/dead-letter.ts';
import { duration } from '../../text/time.ts';
import type { Output } from './io.ts';

/** Counts equal words, the most frequent first: `gone 40, exhausted 2`. */
export const tally = (words: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
};

/** `1 dead letter`, `2 dead letters`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

export const ageSeconds = ({ since }: DeadLetter, now: Date): number =>
  Math.max(0, Math.round((now.getTime() - Date.parse(since)) / 1000));

const HEADER = ['TARGET', 'REASON', 'AGE', 'ATTEMPTS', 'EVENT'];

/** The number of attempts and the last HTTP status: `9 · 410`. */
const attempts = (deadLetter: DeadLetter): string =>
  [deadLetter.attempts, deadLetter.lastStatus].filter(Boolean).join(' · ') || '-';

const row = (deadLetter: DeadLetter, now: Date): string[] => [
  deadLetter.target ?? '-',
  deadLetter.reason,
  duration(ageSeconds(deadLetter, now)),
  attempts(deadLetter),
  deadLetter.event,
];

const GAP = '  ';

/** Fewest cells that a column is narrowed to. */
const MIN_COLUMN = 12;

/** Where a cell may be wrapped: after spaces, commas and semicolons. */
const WRAP = /(?<=[ ,;])/;

const longestWord = (cell: string): number => Math.max(...cell.split(WRAP).map((word) => stringWidth(word.trimEnd())));

/**
 * Narrows the widest columns until the table fits; columns at their least width stay, and such a table is too wide.
 * @param least the width of the longest word of each column. A longer word in the last column moves no other cell.
 */
const fitted = (widths: readonly number[], least: readonly number[], total: number): number[] => {
  const fit = [...widths];
  const gaps = GAP.length * (fit.length - 1);
  const floor = (column: number): number =>
    column === fit.length - 1 ? MIN_COLUMN : Math.max(MIN_COLUMN, least[column] ?? 0);
  for (let surplus = fit.reduce((sum, width) => sum + width, gaps) - total; surplus > 0; surplus--) {
    const widest = Math.max(...fit.filter((width, column) => width > floor(column)));
    const column = fit.findIndex((width, at) => width === widest && width > floor(at));
    if (column < 0) break;
    fit[column] = widest - 1;
  }
  return fit;
};

/** Splits a cell into lines after spaces, commas and semicolons. A longer word has a line of its own. */
const wrapped = (cell: string, width: number): string[] => {
  if (stringWidth(cell) <= width) return [cell];
  const lines: string[] = [];
  let line = '';
  for (const word of cell.split(WRAP)) {
    if (line && stringWidth((line + word).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
};

/**
 * Writes a header and one line per row. Columns are padded by display width: Hangul and emoji take two cells. At a
 * terminal, long cells are wrapped so that the table fits, unless it is `wide`.
 */
export const writeRows = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  stdout: Output,
  { wide = false }: { readonly wide?: boolean } = {},
): void => {
  const natural = header.map((title, column) =>
    rows.reduce((most, cells) => Math.max(most, stringWidth(cells[column] ?? '')), stringWidth(title)),
  );
  const { isTTY, columns } = stdout;
  const least = header.map((title, column) =>
    Math.max(longestWord(title), ...rows.map((cells) => longestWord(cells[column] ?? ''))),
  );
  const widths = isTTY && columns && !wide ? fitted(natural, least, columns) : natural;
  const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - stringWidth(cell)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  stdout.write(`${styleText('bold', line(header), { stream: stdout })}\n`);
  for (const cells of rows) {
    const parts = cells.map((cell, column) => wrapped(cell, widths[column] ?? Number.POSITIVE_INFINITY));
    const height = Math.max(...parts.map((part) => part.length));
    for (let at = 0; at < height; at++) stdout.write(`${line(parts.map((part) => part[at] ?? ''))}\n`);
  }
};

/** Writes one line per dead letter. */
export const writeTable = (deadLetters: readonly DeadLetter[], now: Date, stdout: Output): void =>
  writeRows(
    HEADER,
    deadLetters.map((each) => row(each, now)),
    stdout,
  );

/** Writes the document of `--json`. */
export const writeJson = (document: object, stdout: Output): void => {
  stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
};

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

/** Writes a header and one line per row. Columns are padded by display width: Hangul and emoji take two cells. */
export const writeRows = (header: readonly string[], rows: readonly (readonly string[])[], stdout: Output): void => {
  const widths = header.map((title, column) =>
    rows.reduce((most, cells) => Math.max(most, stringWidth(cells[column] ?? '')), stringWidth(title)),
  );
  const pad = (cell: string, width: number): string => cell + ' '.repeat(Math.max(0, width - stringWidth(cell)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  stdout.write(`${styleText('bold', line(header), { stream: stdout })}\n`);
  for (const cells of rows) stdout.write(`${line(cells)}\n`);
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

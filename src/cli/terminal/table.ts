import { styleText } from 'node:util';
import type { DeadLetter } from '../../dead-letters/dead-letter.ts';

import { duration } from '../../text/time.ts';
import type { Output } from './io.ts';

/** How many of each, the most frequent first: `gone 40, exhausted 2`. */
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

const HEADER = ['TARGET', 'REASON', 'AGE', 'TRIES', 'EVENT'];

const tries = ({ attempts, lastStatus }: DeadLetter): string =>
  [attempts, lastStatus].filter(Boolean).join(' · ') || '-';

const row = (letter: DeadLetter, now: Date): string[] => [
  letter.target ?? '-',
  letter.errorCode ? `${letter.reason} (${letter.errorCode})` : letter.reason,
  duration(ageSeconds(letter, now)),
  tries(letter),
  letter.event,
];

/** Writes one line per row, below a header. */
export const writeRows = (header: readonly string[], rows: readonly (readonly string[])[], stdout: Output): void => {
  const widths = header.map((title, at) =>
    rows.reduce((most, cells) => Math.max(most, cells[at]?.length ?? 0), title.length),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  stdout.write(`${styleText('bold', line(header), { stream: stdout })}\n`);
  for (const cells of rows) stdout.write(`${line(cells)}\n`);
};

/** Writes one line per dead letter. Tries are how often it was tried, and the last status that came back. */
export const writeTable = (letters: readonly DeadLetter[], now: Date, stdout: Output): void =>
  writeRows(
    HEADER,
    letters.map((letter) => row(letter, now)),
    stdout,
  );

/** Writes the one document that `--json` promises. */
export const writeJson = (document: object, stdout: Output): void => {
  stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
};

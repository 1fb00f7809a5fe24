import { clean, cut } from '../text/clean.ts';

const isText = (line: string): boolean => line.trim() !== '';

/** Cuts text to its first and last lines: an error begins with what failed and ends with why. */
export const fewLines = (value: string, maxLines: number): string => {
  const lines = value.split('\n').filter(isText);
  if (lines.length <= maxLines) return lines.join('\n');
  const first = Math.floor(maxLines / 3);
  return [...lines.slice(0, first), '…', ...lines.slice(first + 1 - maxLines)].join('\n');
};

/** How much of a log is shown; the lengths are in UTF-16 units. */
export interface Excerpt {
  readonly lines: number;
  readonly chars: number;
  readonly lineChars: number;
}

/**
 * The last lines of a log, clean, which usually show what went wrong. It begins with `…` if earlier lines are left out.
 * `chars` must exceed `lineChars`, so that there is always one line.
 */
export const lastLines = (log: string, { lines: maxLines, chars, lineChars }: Excerpt): string => {
  const end = log.slice(-4 * chars);
  const lines = clean(end, end.length).split('\n').filter(isText);
  const kept: string[] = [];
  let room = chars;
  for (const line of lines.toReversed()) {
    const shown = cut(line.trimEnd(), lineChars);
    room -= shown.length + 1;
    if (kept.length === maxLines || room < 0) break;
    kept.unshift(shown);
  }
  const whole = kept.length === lines.length && end.length === log.length;
  return whole ? kept.join('\n') : ['…', ...kept].join('\n');
};

/** A log without the lines that are no more than one of the texts. */
export const withoutLines = (log: string, texts: readonly string[]): string => {
  const repeated = new Set(texts.flatMap((text) => text.split('\n')).map((text) => text.trim()));
  return log
    .split('\n')
    .filter((text) => !isText(text) || !repeated.has(text.trim()))
    .join('\n');
};

import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { cleanLine } from '../../../text/clean.ts';
import { duration } from '../../../text/time.ts';
import { headline } from '../../../wording/words.ts';
import type { Output } from '../../terminal/io.ts';
import { counted, tally } from '../../terminal/table.ts';
import type { Delivered, Result } from './result.ts';
import type { InvalidTarget } from './targets.ts';

/** Width of a narrow terminal, in columns, and the least width that is left for a text. */
const COLUMNS = 80;
const MIN_TEXT_COLUMNS = 30;

const MAX_TEXT_CHARS = 1000;

type Style = Parameters<typeof styleText>[0];

/** One object as `--json` prints it. */
const documentOf = (
  { n, notification, error, deliveries, left }: Result,
  invalid: readonly InvalidTarget[],
): object => ({
  n,
  source: notification?.source ?? null,
  moment: notification?.moment ?? null,
  level: notification?.level ?? null,
  transition: notification?.transition?.kind ?? null,
  subject: notification?.pipeline?.name ?? notification?.resource?.name ?? '',
  series: notification?.series?.name ?? null,
  ...(error !== undefined && { error }),
  deliveries: deliveries.map(({ delaySeconds: _, ...delivery }) => delivery),
  left: [...left, ...(error === undefined ? invalid.map(({ name, why }) => ({ target: name, why })) : [])],
});

/** One JSON object a line. */
export const writeLines = (results: readonly Result[], invalid: readonly InvalidTarget[], stdout: Output): void => {
  for (const result of results) stdout.write(`${JSON.stringify(documentOf(result, invalid))}\n`);
};

/** Breaks a text between words. A longer word has a line of its own. */
const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = [];
  let used = columns;
  for (const word of text.split(' ')) {
    const width = stringWidth(word);
    used += 1 + width;
    if (used <= columns) lines[lines.length - 1] += ` ${word}`;
    else {
      lines.push(word);
      used = width;
    }
  }
  return lines;
};

/** A text beside its label, with the further lines below it. */
const beside = (label: string, text: string): string[] => {
  const indent = Math.min(stringWidth(label), COLUMNS - MIN_TEXT_COLUMNS);
  const [first = '', ...rest] = wrap(cleanLine(text, MAX_TEXT_CHARS), COLUMNS - indent);
  return [`${label}${first}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
};

/** What a conversation's first step does, before the text of its message. */
const STEP_WORDS: Readonly<Record<string, string>> = { reply: 'reply: ', update: 'message updated: ' };

/** @returns the style too; `undefined` for a text that is not styled. */
const deliveredLine = (delivery: Delivered, n: number): [string, Style | undefined] => {
  const { outcome, reason, text, body, summary, step = [], delaySeconds = 0 } = delivery;
  if (outcome !== 'delivered') return [`${outcome} (${reason})`, outcome === 'skipped' ? 'dim' : 'red'];
  if (body === undefined && summary !== undefined) {
    return [`in the summary ${summary === n ? 'below' : `of message ${summary}`}`, 'dim'];
  }
  const words = STEP_WORDS[step[0] ?? ''] ?? '';
  return [`${words}${text || 'delivered'}${delaySeconds >= 1 ? ` (${duration(delaySeconds)} later)` : ''}`, undefined];
};

/** `2026-11-20 10:05:00Z`. */
const timeOf = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')}Z`;

const write = (stdout: Output, style: Style | undefined, lines: readonly string[]): void => {
  for (const line of lines) stdout.write(`${style ? styleText(style, line, { stream: stdout }) : line}\n`);
};

const writeOne = ({ n, notification, error, deliveries, left }: Result, names: number, stdout: Output): void => {
  const label = `#${n}  `;
  if (!notification) {
    write(stdout, 'red', beside(label, error ?? ''));
    return;
  }
  const { time, source } = notification;
  write(stdout, 'bold', beside(label, `${timeOf(time)}  ${source}  ${headline(notification)}`));
  const name = (target: string): string => `  ${target}${' '.repeat(Math.max(0, names - stringWidth(target)))}  `;
  for (const each of deliveries) {
    const [text, style] = deliveredLine(each, n);
    write(stdout, style, beside(name(each.target), text));
  }
  for (const { target, why } of left) write(stdout, 'dim', beside(name(target), `– ${why}`));
};

/** What happened to all messages: `3 messages, 1 could not be routed; 4 deliveries: delivered 3, duplicate 1`. */
const countsOf = (results: readonly Result[]): string => {
  const lost = results.filter(({ error }) => error !== undefined).length;
  const deliveries = results.flatMap((result) => result.deliveries);
  const silent = results.filter((each) => each.notification && each.deliveries.length === 0).length;
  const outcomes = tally(
    deliveries.map(({ outcome, reason, body, summary }) => {
      if (outcome !== 'delivered') return reason ?? outcome;
      return body === undefined && summary !== undefined ? 'in a summary' : 'delivered';
    }),
  );
  return [
    counted(results.length, 'message'),
    ...(lost > 0 ? [`${lost} not routed`] : []),
    ...(silent > 0 ? [`${silent} for no target`] : []),
    `${counted(deliveries.length, 'delivery', 'deliveries')}${outcomes && ` (${outcomes})`}`,
  ].join(' · ');
};

/** What became of each message, for people. Times are in UTC. */
export const writeText = (results: readonly Result[], invalid: readonly InvalidTarget[], stdout: Output): void => {
  const shown = results.flatMap(({ deliveries, left }) => [...deliveries, ...left]);
  const names = Math.max(0, ...[...new Set(shown.map(({ target }) => target))].map((each) => stringWidth(each)));
  for (const result of results) writeOne(result, Math.min(names, 24), stdout);
  stdout.write('\n');
  for (const { name, why } of invalid) write(stdout, 'yellow', beside(`${name} got nothing: `, why));
  stdout.write(`${countsOf(results)}\n`);
};

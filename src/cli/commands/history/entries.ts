import type { LogEvent } from '../../../model/log-events.ts';
import { duration } from '../../../text/time.ts';
import type { Line } from '../../aws/log-lines.ts';
import { reasonLines } from '../../reason-lines.ts';
import { stepWords } from '../../story/words.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, tally, writeJson, writeRows } from '../../terminal/table.ts';
import { type HoursOptions, since } from '../../time-window.ts';
import { FIELDS, type Found, type Subject } from './subject.ts';

export interface EntriesOptions extends HoursOptions {
  readonly stage: string;
  readonly json?: boolean;
}

const ROUTED: readonly string[] = ['routed', 'no-targets'] satisfies LogEvent[];
const OUTCOMES: readonly string[] = ['delivered', 'retry', 'rejected', 'skipped'] satisfies LogEvent[];
/** What happened to a delivery or its target besides the outcomes. */
const NOTES: readonly string[] = ['set-aside', 'target-down'] satisfies LogEvent[];
const SHOWN = new Set([...ROUTED, ...OUTCOMES, ...NOTES]);

/** `the last 2 hours`. */
export const spanText = (hours: number): string => (hours === 1 ? 'the last hour' : `the last ${hours} hours`);

const eventText = ({ pipeline, moment, eventLevel }: Line): string =>
  [pipeline, eventLevel !== 'pipeline' && eventLevel, moment].filter(Boolean).join(' ') || '-';

const routedText = (targets: readonly string[]): string =>
  targets.length > 0 ? `routed to ${targets.join(', ')}` : 'routed to no target';

const outcomeText = (line: Line): string => {
  const { event = '', reason, status, waitSeconds, targets } = line;
  if (ROUTED.includes(event)) return routedText(targets ?? []);
  if (event === 'set-aside') return 'set aside: it failed while others of its target succeeded';
  if (event === 'target-down')
    return `target has failed for ${duration(line.failingSeconds ?? 0)}; its deliveries wait`;
  if (event === 'delivered' && line.summary) return 'delivered in a summary';
  const facts = [reason !== event && reason, status].filter(Boolean).join(', ');
  const wait = waitSeconds === undefined ? '' : `; next attempt in ${duration(waitSeconds)}`;
  const of = line.summarised === undefined ? '' : `: a summary of ${line.summarised} deliveries`;
  return `${event}${facts ? ` (${facts})` : ''}${of}${stepWords(line.steps)}${wait}`;
};

const cells = (line: Line): string[] => [
  line.time,
  eventText(line),
  line.target ?? '-',
  String(line.receive ?? '-'),
  line.ms === undefined ? '-' : `${Math.round(line.ms)} ms`,
  outcomeText(line),
];

const entryOf = ({ event = '', ...line }: Line): object => ({
  outcome: ROUTED.includes(event) ? 'routed' : event,
  ...line,
});

const write = (lines: readonly Line[], isCut: boolean, options: EntriesOptions, subject: Subject, io: Io): void => {
  const { stage, hours, json } = options;
  const from = since(options, io.now()).toISOString();
  if (json) {
    writeJson(
      { stage, [subject.field]: subject.value, from, complete: !isCut, entries: lines.map(entryOf) },
      io.stdout,
    );
    return;
  }
  const span = spanText(hours);
  if (lines.length === 0) {
    io.stdout.write(`no entries for ${FIELDS[subject.field]} ${subject.value} in ${span}; increase --hours\n`);
    return;
  }
  writeRows(['TIME', 'EVENT', 'TARGET', 'RECEIVE', 'TOOK', 'OUTCOME'], lines.map(cells), io.stdout);
  const deliveries = lines.filter(({ event = '' }) => OUTCOMES.includes(event));
  const outcomes = tally(deliveries.map(({ event = '' }) => event));
  io.stdout.write(`\n${counted(deliveries.length, 'delivery outcome')} in ${span}${outcomes ? `: ${outcomes}` : ''}\n`);
  const failed = deliveries.filter(({ event }) => event === 'retry' || event === 'rejected');
  for (const line of reasonLines(failed.flatMap(({ reason }) => reason ?? []))) io.stdout.write(`${line}\n`);
  if (isCut) io.stdout.write(`cut after ${lines.at(-1)?.time}: newer entries are left out; decrease --hours\n`);
};

/** Writes the entries of a subject, the oldest first, or that there is none. */
export const writeEntries = ({ logs }: Found, options: EntriesOptions, subject: Subject, io: Io): void => {
  const ends = logs.flatMap(({ cut, lines }) => (cut ? [lines.at(-1)?.time ?? ''] : []));
  const lines = logs
    .flatMap((each) => each.lines)
    .filter(({ event = '' }) => SHOWN.has(event))
    // If one log was cut, later lines of the other one would hide the gap.
    .filter(({ time }) => ends.every((end) => time <= end))
    .sort((a, b) => a.time.localeCompare(b.time));
  write(lines, ends.length > 0, options, subject, io);
};

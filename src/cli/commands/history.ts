import type { Command } from 'commander';
import type { LogEvent } from '../../model/log-events.ts';
import { isTargetName } from '../../model/stack.ts';
import { duration } from '../../text/time.ts';
import { type Line, logGroups, readLines } from '../aws/log-lines.ts';
import { EXIT, UsageError } from '../errors.ts';
import { type StageOptions, withStage } from '../options.ts';
import { reasonLines } from '../reason-lines.ts';
import { requireStack } from '../stack.ts';
import type { Io } from '../terminal/io.ts';
import { counted, tally, writeJson, writeRows } from '../terminal/table.ts';
import { type HoursOptions, since, withHours } from '../time-window.ts';

const HELP = `
NAME is an execution of a pipeline if it is a UUID (5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a), otherwise a target;
--execution and --target choose explicitly. For an execution it lists how each event was routed and the outcome of each
delivery; for a target the outcomes only. Where messages can be changed, it says whether a delivery is a new message, a
reply or an update of a message. It reads the functions' logs, which are kept for 30 days by default.

Examples:
  npx pipebell history 5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a --stage prod
  npx pipebell history team-web --stage prod --hours 2
  npx pipebell history --target team-web --stage prod --json | jq '.entries[] | select(.outcome == "rejected")'`;

interface Options extends StageOptions, HoursOptions {
  readonly execution?: string;
  readonly target?: string;
  readonly json?: boolean;
}

interface Subject {
  readonly field: 'execution' | 'target';
  readonly value: string;
}

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const ROUTED: readonly string[] = ['routed', 'no-targets'] satisfies LogEvent[];
const OUTCOMES: readonly string[] = ['delivered', 'retry', 'rejected', 'skipped'] satisfies LogEvent[];
/** What happened to a delivery or its target besides the outcomes. */
const NOTES: readonly string[] = ['set-aside', 'target-down'] satisfies LogEvent[];
const SHOWN = new Set([...ROUTED, ...OUTCOMES, ...NOTES]);

/** The execution or the target to list. @throws UsageError */
const subjectOf = (name: string | undefined, { execution, target }: Options): Subject => {
  const [value, ...others] = [name, execution, target].filter((given) => given !== undefined);
  if (value === undefined || others.length > 0) {
    throw new UsageError('pass exactly one of: an execution, a target');
  }
  if (!isTargetName(value)) throw new UsageError('pass a name with letters, digits, ".", "-" and "_" only');
  const field = execution !== undefined || (target === undefined && UUID.test(value)) ? 'execution' : 'target';
  return { field, value };
};

const eventText = ({ pipeline, moment, eventLevel }: Line): string =>
  [pipeline, eventLevel !== 'pipeline' && eventLevel, moment].filter(Boolean).join(' ') || '-';

const routedText = (targets: readonly string[]): string =>
  targets.length > 0 ? `routed to ${targets.join(', ')}` : 'routed to no target';

const STEP_WORDS: Readonly<Record<string, string>> = {
  open: 'new message',
  reply: 'reply',
  update: 'message updated',
};

const outcomeText = (line: Line): string => {
  const { event = '', reason, status, waitSeconds, targets } = line;
  if (ROUTED.includes(event)) return routedText(targets ?? []);
  if (event === 'set-aside') return 'set aside: it failed while others of its target succeeded';
  if (event === 'target-down')
    return `target has failed for ${duration(line.failingSeconds ?? 0)}; its deliveries wait`;
  if (event === 'delivered' && line.summary) return 'delivered in a summary';
  const facts = [reason !== event && reason, status].filter(Boolean).join(', ');
  const wait = waitSeconds === undefined ? '' : `; next attempt in ${duration(waitSeconds)}`;
  const steps = line.steps?.length ? `: ${line.steps.map((step) => STEP_WORDS[step] ?? step).join(', ')}` : '';
  const of = line.summarised === undefined ? '' : `: a summary of ${line.summarised} deliveries`;
  return `${event}${facts ? ` (${facts})` : ''}${of}${steps}${wait}`;
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

const write = (lines: readonly Line[], isCut: boolean, options: Options, subject: Subject, io: Io): void => {
  const { stage, hours, json } = options;
  const from = since(options, io.now()).toISOString();
  if (json) {
    writeJson(
      { stage, [subject.field]: subject.value, from, complete: !isCut, entries: lines.map(entryOf) },
      io.stdout,
    );
    return;
  }
  const span = hours === 1 ? 'the last hour' : `the last ${hours} hours`;
  if (lines.length === 0) {
    io.stdout.write(`no entries for ${subject.field} ${subject.value} in ${span}; increase --hours\n`);
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

/** Lists how an execution's events were routed and delivered, or the outcomes of a target's deliveries. */
const history = async (name: string | undefined, options: Options, io: Io): Promise<number> => {
  const subject = subjectOf(name, options);
  const call = await io.aws(options);
  await requireStack(options, io, call);
  const { router, deliverer } = logGroups(options.stage);
  const query = { anyOf: [[subject.field, subject.value] as const], from: since(options, io.now()) };
  // The router's lines hold their targets in a list, which CloudWatch's filter cannot search.
  const groups = subject.field === 'execution' ? [router, deliverer] : [deliverer];
  const found = await Promise.all(groups.map((group) => readLines(call, group, query)));
  const ends = found.flatMap(({ cut, lines }) => (cut ? [lines.at(-1)?.time ?? ''] : []));
  const lines = found
    .flatMap((each) => each.lines)
    .filter(({ event = '' }) => SHOWN.has(event))
    // If one log was cut, later lines of the other one would hide the gap.
    .filter(({ time }) => ends.every((end) => time <= end))
    .sort((a, b) => a.time.localeCompare(b.time));
  write(lines, ends.length > 0, options, subject, io);
  return EXIT.done;
};

export const addHistory = (program: Command, io: Io, exit: (code: number) => void): void => {
  withHours(withStage(program.command('history').argument('[name]', 'an execution or a target')))
    .option('--execution <id>', 'the execution with this id, even if it is not a UUID')
    .option('--target <name>', 'the target with this name, even if it is a UUID')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, options: Options) => exit(await history(name, options, io)));
};

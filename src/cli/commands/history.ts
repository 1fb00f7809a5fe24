import type { Command } from 'commander';
import type { LogEvent } from '../../model/log-events.ts';
import { isTargetName } from '../../model/stack.ts';
import { duration } from '../../text/time.ts';
import { type Line, logGroups, readLines } from '../aws/log-lines.ts';
import { EXIT, UsageError } from '../errors.ts';
import { type StageOptions, withStage } from '../options.ts';
import type { Io } from '../terminal/io.ts';
import { counted, tally, writeJson, writeRows } from '../terminal/table.ts';
import { type HoursOptions, since, withHours } from '../time-window.ts';

const HELP = `
NAME is an execution of a pipeline if it looks like one (5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a), else a target;
--execution and --target say which. Of an execution it is told what the router made of each event and every try to
deliver it; of a target every try. What is told comes from the functions' logs, which are kept for 30 days unless the
stack says otherwise.

Examples:
  npx pipebell history 5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a --stage prod
  npx pipebell history team-web --stage prod --hours 2
  npx pipebell history --target team-web --stage prod --json | jq '.tries[] | select(.outcome == "rejected")'`;

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

/** Of which execution or target to tell. @throws UsageError */
const subjectOf = (name: string | undefined, { execution, target }: Options): Subject => {
  const [value, ...others] = [name, execution, target].filter((given) => given !== undefined);
  if (value === undefined || others.length > 0) {
    throw new UsageError('history tells of one thing: give an execution or a target');
  }
  if (!isTargetName(value)) throw new UsageError('history takes letters, digits, ".", "-" and "_"');
  const field = execution !== undefined || (target === undefined && UUID.test(value)) ? 'execution' : 'target';
  return { field, value };
};

const eventWords = ({ pipeline, moment, eventLevel }: Line): string =>
  [pipeline, eventLevel !== 'pipeline' && eventLevel, moment].filter(Boolean).join(' ') || '-';

const routedWords = (targets: readonly string[]): string =>
  targets.length > 0 ? `routed to ${targets.join(', ')}` : 'routed to nobody';

const outcomeWords = ({ event = '', reason, status, waitSeconds, targets }: Line): string => {
  if (ROUTED.includes(event)) return routedWords(targets ?? []);
  const facts = [reason !== event && reason, status].filter(Boolean).join(', ');
  const wait = waitSeconds === undefined ? '' : `; again in ${duration(waitSeconds)}`;
  return `${event}${facts ? ` (${facts})` : ''}${wait}`;
};

const cells = (line: Line): string[] => [
  line.time,
  eventWords(line),
  line.target ?? '-',
  String(line.receive ?? '-'),
  line.ms === undefined ? '-' : `${Math.round(line.ms)} ms`,
  outcomeWords(line),
];

const toldOf = ({ event = '', ...line }: Line): object => ({
  outcome: ROUTED.includes(event) ? 'routed' : event,
  ...line,
});

const tell = (lines: readonly Line[], cut: boolean, options: Options, subject: Subject, io: Io): void => {
  const { stage, hours, json } = options;
  const from = since(options, io.now()).toISOString();
  if (json) {
    writeJson({ stage, [subject.field]: subject.value, from, complete: !cut, tries: lines.map(toldOf) }, io.stdout);
    return;
  }
  const span = hours === 1 ? 'the last hour' : `the last ${hours} hours`;
  if (lines.length === 0) {
    io.stdout.write(`nothing of ${subject.field} ${subject.value} in ${span}: --hours looks further back\n`);
    return;
  }
  writeRows(['TIME', 'EVENT', 'TARGET', 'TRY', 'TOOK', 'OUTCOME'], lines.map(cells), io.stdout);
  const tries = lines.filter(({ event = '' }) => !ROUTED.includes(event));
  const outcomes = tally(tries.map(({ event = '' }) => event));
  io.stdout.write(`\n${counted(tries.length, 'try', 'tries')} in ${span}${outcomes ? `: ${outcomes}` : ''}\n`);
  if (cut) io.stdout.write(`cut after ${lines.at(-1)?.time}: what is newer is left out, a smaller --hours shows it\n`);
};

/** Tells what became of an execution's events, or of what was meant for a target. */
const history = async (name: string | undefined, options: Options, io: Io): Promise<number> => {
  const subject = subjectOf(name, options);
  const call = await io.aws(options);
  const { router, deliverer } = logGroups(options.stage);
  const question = { ...subject, from: since(options, io.now()) };
  // The router's lines name their targets in a list, which CloudWatch's filter cannot look into.
  const groups = subject.field === 'execution' ? [router, deliverer] : [deliverer];
  const found = await Promise.all(groups.map((group) => readLines(call, group, question)));
  const ends = found.flatMap(({ cut, lines }) => (cut ? [lines.at(-1)?.time ?? ''] : []));
  const lines = found
    .flatMap((each) => each.lines)
    .filter(({ event = '' }) => ROUTED.includes(event) || OUTCOMES.includes(event))
    // Where one log was cut, the other's later lines would leave out what lies between.
    .filter(({ time }) => ends.every((end) => time <= end))
    .sort((a, b) => a.time.localeCompare(b.time));
  tell(lines, ends.length > 0, options, subject, io);
  return EXIT.done;
};

export const addHistory = (program: Command, io: Io, exit: (code: number) => void): void => {
  withHours(withStage(program.command('history').argument('[name]', 'an execution or a target')))
    .description('tell what was sent where, every try, with how it ended')
    .option('--execution <id>', 'of this execution, whatever its id looks like')
    .option('--target <name>', 'of this target, whatever its name looks like')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, options: Options) => exit(await history(name, options, io)));
};

import type { Command } from 'commander';
import type { DeadLetter } from '../../dead-letters/dead-letter.ts';
import { openLease, releaseFailedNote } from '../../dead-letters/lease.ts';
import { openDeadLetterQueues } from '../dead-letter-queues.ts';
import { EXIT } from '../errors.ts';
import { nextSteps } from '../next-steps.ts';
import { type DeadLetterFilter, matches, type StageOptions, withFilter, withStage } from '../options.ts';
import { reasonLines } from '../reason-lines.ts';
import { requireStack } from '../stack.ts';
import { pipebell } from '../suggest.ts';
import type { Io } from '../terminal/io.ts';
import { createProgress } from '../terminal/progress.ts';
import { ageSeconds, counted, tally, writeJson, writeTable } from '../terminal/table.ts';

const HELP = `
Reads the deliveries and events that were given up. It changes nothing: the messages are hidden while they are read, and
released afterwards.

Each reason is explained below the table. One is not a reason of a delivery: unrouted (the router could not route the
event).

Examples:
  npx pipebell dead-letters --stage prod
  npx pipebell dead-letters --stage prod --target team-web --reason gone
  npx pipebell dead-letters --stage prod --json | jq -r '.deadLetters[].reason' | sort | uniq -c`;

interface Options extends StageOptions, DeadLetterFilter {
  readonly json?: boolean;
}

/** The command that sends the listed dead letters again. */
const redriveCommand = ({ target = [], reason = [], ...options }: Options): string => {
  const filters = [...target.map((each) => `--target ${each}`), ...reason.map((each) => `--reason ${each}`)];
  return pipebell(['redrive', ...filters].join(' '), options);
};

const write = async (
  deadLetters: readonly DeadLetter[],
  options: Options,
  complete: boolean,
  io: Io,
): Promise<void> => {
  const { stage, target, reason } = options;
  const now = io.now();
  if (options.json) {
    const rows = deadLetters.map((each) => ({ ...each, ageSeconds: ageSeconds(each, now) }));
    writeJson({ stage, complete, deadLetters: rows }, io.stdout);
    return;
  }
  if (deadLetters.length === 0) {
    io.stdout.write(`no ${target || reason ? 'matching ' : ''}dead letters in stage ${stage}\n`);
    return;
  }
  writeTable(deadLetters, now, io.stdout);
  const reasons = deadLetters.map((each) => each.reason);
  const more = complete ? '' : ' (more were not read)';
  io.stdout.write(`\n${counted(deadLetters.length, 'dead letter')}${more}: ${tally(reasons)}\n`);
  for (const line of reasonLines(reasons)) io.stdout.write(`${line}\n`);
  io.stdout.write(await nextSteps(deadLetters, options, io));
  io.stdout.write(`to send them again: ${redriveCommand(options)}\n`);
};

/** Lists the dead letters of a stage. */
const list = async (options: Options, io: Io): Promise<number> => {
  const { signal } = io;
  await requireStack(options, io);
  const progress = createProgress(io);
  const queues = await openDeadLetterQueues(options.stage, await io.queues(options));
  const lease = openLease({ queues, now: io.now, signal, progress: (leased) => progress.show(`${leased} read`) });
  let deadLetters: DeadLetter[] = [];
  try {
    await lease.receive();
    deadLetters = lease.all().map(({ deadLetter }) => deadLetter);
  } finally {
    const failed = await lease.release();
    progress.clear();
    if (failed > 0) io.stderr.write(`${releaseFailedNote(failed)}\n`);
  }
  if (signal.aborted) {
    io.stderr.write('stopped: the list is incomplete; all messages were released\n');
    return EXIT.failed;
  }
  const matching = deadLetters.filter((each) => matches(options, each));
  await write(matching, options, !lease.overflowed, io);
  return EXIT.done;
};

export const addDeadLetters = (program: Command, io: Io, exit: (code: number) => void): void => {
  withFilter(withStage(program.command('dead-letters')))
    .option('--json', 'one JSON document instead of a table')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await list(options, io)));
};

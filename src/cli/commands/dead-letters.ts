import type { Command } from 'commander';
import type { DeadLetter } from '../../dead-letters/dead-letter.ts';
import { hiddenNote, openHand } from '../../dead-letters/lease.ts';
import { EXIT } from '../errors.ts';
import { type LetterFilter, matches, type StageOptions, withFilter, withStage } from '../options.ts';
import { openSources } from '../sources.ts';
import type { Io } from '../terminal/io.ts';
import { createProgress } from '../terminal/progress.ts';
import { ageSeconds, counted, tally, writeJson, writeTable } from '../terminal/table.ts';

const HELP = `
Two queues are read: deliveries that were given up, and events that never reached the topic. Looking changes nothing:
the letters are hidden for a moment and handed back.

Three reasons are no receiver's: crashed (a delivery that stopped the function), unrouted (an event that the router
never managed), unpublished (an event that never reached the topic).

Examples:
  npx pipebell dead-letters --stage prod
  npx pipebell dead-letters --stage prod --target team-web --reason gone
  npx pipebell dead-letters --stage prod --json | jq -r '.letters[].reason' | sort | uniq -c`;

interface Options extends StageOptions, LetterFilter {
  readonly json?: boolean;
}

const tell = (letters: readonly DeadLetter[], options: Options, complete: boolean, io: Io): void => {
  const { stage, target, reason } = options;
  const now = io.now();
  if (options.json) {
    const rows = letters.map((letter) => ({ ...letter, ageSeconds: ageSeconds(letter, now) }));
    writeJson({ stage, complete, letters: rows }, io.stdout);
    return;
  }
  if (letters.length === 0) {
    io.stdout.write(`no dead letters${target || reason ? ' like that' : ''} in stage ${stage}\n`);
    return;
  }
  writeTable(letters, now, io.stdout);
  const reasons = tally(letters.map((letter) => letter.reason));
  io.stdout.write(`\n${counted(letters.length, 'dead letter')}${complete ? '' : ', and there are more'}: ${reasons}\n`);
  io.stdout.write(`send them again: npx pipebell redrive --stage ${stage}\n`);
};

/** Lists the dead letters of a stage. */
const list = async (options: Options, io: Io): Promise<number> => {
  const { signal } = io;
  const progress = createProgress(io);
  const sources = await openSources(options.stage, await io.queues(options));
  const hand = openHand({ sources, now: io.now, signal, progress: (taken) => progress.show(`${taken} read`) });
  let letters: DeadLetter[] = [];
  try {
    await hand.take();
    letters = hand.letters().map(({ letter }) => letter);
  } finally {
    const stuck = await hand.handBack();
    progress.clear();
    if (stuck > 0) io.stderr.write(`${hiddenNote(stuck)}\n`);
  }
  if (signal.aborted) {
    io.stderr.write('stopped: the list is not complete, and everything is handed back\n');
    return EXIT.failed;
  }
  tell(
    letters.filter((letter) => matches(options, letter)),
    options,
    !hand.overflowed,
    io,
  );
  return EXIT.done;
};

export const addDeadLetters = (program: Command, io: Io, exit: (code: number) => void): void => {
  withFilter(withStage(program.command('dead-letters')))
    .description('list what was given up')
    .option('--json', 'one JSON document instead of a table')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await list(options, io)));
};

import type { Command } from 'commander';
import { shellWord } from '../../../text/shell-word.ts';
import { EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { readTargets } from '../../story/read.ts';
import { pipebell } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { since, withHours } from '../../time-window.ts';
import { type EntriesOptions, spanText, writeEntries } from './entries.ts';
import { writeLatest } from './latest.ts';
import { FIELDS, namedBy, readName, readSubject, unknownName } from './subject.ts';

const HELP = `
Without NAME it lists the latest events and the outcome at each target. NAME is a target, a pipeline, a resource such as
a build project, or the id of an execution, an event (as send prints it) or a delivery; a target has priority, and
--execution and --target choose explicitly. For a target it lists the outcomes of its deliveries, otherwise also how
each event was routed. Where messages can be changed, it says whether a delivery is a new message, a reply or an update
of a message. It reads the functions' logs, which are kept for 30 days by default. To find out why a target got nothing:
npx pipebell why NAME.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a target without entries cannot be used.

Examples:
  npx pipebell history --stage prod
  npx pipebell history 5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a --stage prod
  npx pipebell history shop-prod --stage prod
  npx pipebell history team-web --stage prod --hours 2
  npx pipebell history --target team-web --stage prod --json | jq '.entries[] | select(.outcome == "rejected")'`;

interface Options extends StageOptions, EntriesOptions {
  readonly execution?: string;
  readonly target?: string;
}

/** Lists the latest events, or how a subject's events were routed and delivered. */
const history = async (given: string | undefined, options: Options, io: Io): Promise<number> => {
  const { stage, hours } = options;
  const { name, subject } = namedBy(given, options);
  const [from, span] = [since(options, io.now()), spanText(hours)];
  const call = await io.aws(options);
  const { allowPrivate } = await requireStack(options, io, call);
  if (subject) writeEntries(await readSubject(call, stage, subject, from), options, subject, io);
  else if (name === undefined) await writeLatest(options, { from, span }, { io, call });
  else {
    const found = await readName(call, stage, name, from);
    if (found.subject) {
      writeEntries(found, options, found.subject, io);
      if (found.also.length > 0) {
        const kinds = found.also.map((field) => FIELDS[field]).join(', ');
        const command = pipebell(`why ${shellWord(name)}`, options);
        io.stderr.write(`${name} is also the name of: ${kinds}; ${command} shows its newest event\n`);
      }
      return EXIT.done;
    }
    const targets = await readTargets({ ...options, allowPrivate }, io);
    const target = targets.find((each) => each.name === name);
    const isCut = found.logs.some(({ cut }) => cut);
    if (!target && !isCut) throw await unknownName(name, targets, { call, options, from, span });
    writeEntries(found, options, { field: 'target', value: name }, io);
    if (!target || target.problems.length === 0) return EXIT.done;
    io.stderr.write(`target ${name} cannot be used: ${target.problems.join('; ')}\n`);
    return EXIT.attention;
  }
  return EXIT.done;
};

export const addHistory = (program: Command, io: Io, exit: (code: number) => void): void => {
  withHours(withStage(program.command('history').argument('[name]', 'a target, a pipeline, a resource or an id')))
    .option('--execution <id>', 'the execution with this id')
    .option('--target <name>', 'the target with this name')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, options: Options) => exit(await history(name, options, io)));
};

import type { Command } from 'commander';
import { EXIT } from '../../errors.ts';
import { inspectTargets } from '../../inspect-targets.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { fixLines } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson } from '../../terminal/table.ts';

const HELP = `
Opens every target as the relay does, with the secrets that it refers to, which are read with your own credentials.
Nothing is sent: use "targets test" for that.

Exit codes: 0 nothing found, 1 failed, 2 wrong usage, 3 a target has problems or warnings.

Examples:
  npx pipebell targets check --stage prod
  npx pipebell targets check --stage prod --json | jq '.targets[] | select(.problems != [])'`;

interface Options extends StageOptions {
  readonly json?: boolean;
}

const check = async (options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const { allowPrivate } = await requireStack(options, io);
  const inspected = await inspectTargets({ ...options, allowPrivate }, io);
  const found = inspected.filter(({ problems, warnings }) => problems.length + warnings.length > 0);
  if (json) writeJson({ stage, targets: inspected.map(({ advice: _advice, ...each }) => each) }, io.stdout);
  else {
    for (const { verdict, about, texts, fix } of found.flatMap(({ advice }) => advice)) {
      const kind = verdict === 'fault' ? 'cannot be used' : 'warning';
      io.stdout.write(texts.map((text) => `${about}: ${kind}: ${text}\n`).join('') + fixLines(fix, '    '));
    }
    const rest = found.length > 0 ? `${found.length} with problems or warnings` : 'no problems';
    io.stdout.write(
      inspected.length > 0 ? `${counted(inspected.length, 'target')}, ${rest}\n` : `no targets in stage ${stage}\n`,
    );
  }
  return found.length > 0 ? EXIT.attention : EXIT.done;
};

export const addCheck = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(targets.command('check'))
    .description('check every target and its secrets')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await check(options, io)));
};

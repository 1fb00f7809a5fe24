import type { Command } from 'commander';
import { maskTarget } from '../../../targets/mask.ts';
import { openStored, type Stored } from '../../../targets/raw-target.ts';
import { HIDDEN } from '../../../targets/references.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { fixLines, pipebell } from '../../suggest.ts';
import { targetFix } from '../../target-fixes.ts';
import { targetJson, withName } from '../../target-name.ts';
import { targetsOfStage } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson, writeRows } from '../../terminal/table.ts';

const LIST_HELP = `
An invalid target gets nothing: its deliveries become dead letters until the target is fixed. "targets check" also reads
the secrets that targets refer to.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a target is invalid.

Examples:
  npx pipebell targets list --stage prod
  npx pipebell targets list --stage prod --json | jq -r '.targets[] | select(.valid | not).name'`;

const SHOW_HELP = `
The URL, signing keys and the values of headers are hidden. References to secrets are shown.

Examples:
  npx pipebell targets show team-web --stage prod`;

interface Options extends StageOptions {
  readonly wide?: boolean;
  readonly json?: boolean;
}

/** A target as it may be shown, with its problems. */
const describe = async (stored: Stored, rules: { readonly stage: string; readonly allowPrivate: boolean }) => {
  const { filters, problems } = await openStored(stored, rules);
  const target = await maskTarget(stored.raw);
  const valid = problems.length === 0;
  return { name: safeLine(stored.name, 100), valid, problems, target, on: filters?.on, enabled: filters?.enabled };
};

type Description = Awaited<ReturnType<typeof describe>>;

const joined = (value: unknown): string => (Array.isArray(value) ? value.join(',') : HIDDEN);

const whenWords = (target: unknown): string => {
  const when = isRecord(target) ? target.when : undefined;
  if (!isRecord(when)) return when === undefined ? 'everything' : HIDDEN;
  return Object.entries(when)
    .map(([name, globs]) => `${name} ${joined(globs)}`)
    .join('; ');
};

const cells = ({ name, target, valid, on, enabled }: Description): string[] => [
  name,
  isRecord(target) ? String(target.platform ?? '-') : '-',
  on?.join(',') ?? '-',
  whenWords(target),
  enabled === undefined ? '-' : enabled ? 'yes' : 'no',
  valid ? 'yes' : 'no',
];

const list = async (options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const { allowPrivate } = await requireStack(options, io);
  const stored = await targetsOfStage(stage, options, io);
  const described = await Promise.all(stored.map((each) => describe(each, { stage, allowPrivate })));
  const invalid = described.filter(({ valid }) => !valid).length;
  if (json) writeJson({ stage, targets: described }, io.stdout);
  else if (described.length === 0) {
    io.stdout.write(`no targets in stage ${stage}: add one with ${pipebell('targets add NAME', options)}\n`);
  } else {
    writeRows(['NAME', 'PLATFORM', 'ON', 'WHEN', 'ENABLED', 'VALID'], described.map(cells), io.stdout, options);
    for (const [at, { name, problems }] of described.entries()) {
      if (problems.length === 0) continue;
      for (const problem of problems) io.stdout.write(`\n${name} cannot be used: ${problem}`);
      io.stdout.write(`\n${fixLines(targetFix(stored[at]?.name ?? name, stored[at]?.raw, problems, options), '    ')}`);
    }
    io.stdout.write(`\n${counted(described.length, 'target')}${invalid > 0 ? `, ${invalid} invalid` : ''}\n`);
  }
  return invalid > 0 ? EXIT.attention : EXIT.done;
};

const show = async (name: string, options: Options, io: Io): Promise<number> => {
  const { allowPrivate } = await requireStack(options, io);
  const json = await targetJson(await io.parameters(options), options, name);
  const { stage } = options;
  const described = await describe({ name, raw: parseJson(json) }, { stage, allowPrivate });
  const { on: _on, enabled: _enabled, ...shown } = described;
  writeJson(options.json ? { stage, ...shown } : { [name]: shown.target }, io.stdout);
  if (!options.json && !described.valid) {
    for (const problem of described.problems) io.stderr.write(`invalid: ${problem}\n`);
    io.stderr.write(fixLines(targetFix(name, parseJson(json), described.problems, options), '    '));
  }
  return described.valid ? EXIT.done : EXIT.attention;
};

export const addList = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(targets.command('list'))
    .description('list the targets and their problems')
    .option('--wide', 'do not fit the table to the width of the terminal')
    .option('--json', 'one JSON document instead of a table')
    .addHelpText('after', LIST_HELP)
    .action(async (options: Options) => exit(await list(options, io)));
};

export const addShow = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(withName(targets.command('show')))
    .description('show a target without its secrets')
    .option('--json', 'one JSON document that also has the problems')
    .addHelpText('after', SHOW_HELP)
    .action(async (name: string, options: Options) => exit(await show(name, options, io)));
};

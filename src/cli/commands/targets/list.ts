import type { Command } from 'commander';
import { maskTarget } from '../../../targets/mask.ts';
import { openStored, type Stored } from '../../../targets/raw-target.ts';
import { HIDDEN } from '../../../targets/references.ts';
import { isRecord, parseJson } from '../../../text/json.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { EXIT } from '../../errors.ts';
import { type StageOptions, withPrivate, withStage } from '../../options.ts';
import { targetJson, withName } from '../../target-name.ts';
import { targetsOfStage } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson, writeRows } from '../../terminal/table.ts';

const LIST_HELP = `
A target that is not valid gets nothing: its deliveries end among the dead letters until it is mended. "targets check"
looks closer, and reads the secrets that targets refer to.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a target is not valid.

Examples:
  npx pipebell targets list --stage prod
  npx pipebell targets list --stage prod --json | jq -r '.targets[] | select(.valid | not).name'`;

const SHOW_HELP = `
The URL, signing keys and the values of headers are hidden; where they are references, the references are shown.

Examples:
  npx pipebell targets show team-web --stage prod`;

interface Options extends StageOptions {
  readonly allowPrivate?: boolean;
  readonly json?: boolean;
}

/** What may be said of a target. */
const tell = async (stored: Stored, allowPrivate = false) => {
  const { filters, problems } = await openStored(stored, allowPrivate);
  const target = await maskTarget(stored.raw);
  const valid = problems.length === 0;
  return { name: safeLine(stored.name, 100), valid, problems, target, on: filters?.on, enabled: filters?.enabled };
};

type Told = Awaited<ReturnType<typeof tell>>;

const joined = (value: unknown): string => (Array.isArray(value) ? value.join(',') : HIDDEN);

const whenWords = (target: unknown): string => {
  const when = isRecord(target) ? target.when : undefined;
  if (!isRecord(when)) return when === undefined ? 'everything' : HIDDEN;
  return Object.entries(when)
    .map(([name, globs]) => `${name} ${joined(globs)}`)
    .join('; ');
};

const cells = ({ name, target, valid, problems, on, enabled }: Told): string[] => [
  name,
  isRecord(target) ? String(target.platform ?? '-') : '-',
  on?.join(',') ?? '-',
  whenWords(target),
  enabled === undefined ? '-' : enabled ? 'yes' : 'no',
  valid ? 'yes' : problems.join('; '),
];

const list = async (options: Options, io: Io): Promise<number> => {
  const { stage, allowPrivate, json } = options;
  const stored = await targetsOfStage(stage, options, io);
  const told = await Promise.all(stored.map((each) => tell(each, allowPrivate)));
  const invalid = told.filter(({ valid }) => !valid).length;
  if (json) writeJson({ stage, targets: told }, io.stdout);
  else if (told.length === 0) {
    io.stdout.write(`no targets in stage ${stage}: npx pipebell targets add NAME --stage ${stage} makes one\n`);
  } else {
    writeRows(['NAME', 'PLATFORM', 'ON', 'WHEN', 'ENABLED', 'VALID'], told.map(cells), io.stdout);
    io.stdout.write(`\n${counted(told.length, 'target')}${invalid > 0 ? `, ${invalid} not valid` : ''}\n`);
  }
  return invalid > 0 ? EXIT.lookAt : EXIT.done;
};

const show = async (name: string, options: Options, io: Io): Promise<number> => {
  const json = await targetJson(await io.parameters(options), options, name);
  const { on: _on, enabled: _enabled, ...told } = await tell({ name, raw: parseJson(json) }, options.allowPrivate);
  writeJson(options.json ? { stage: options.stage, ...told } : { [name]: told.target }, io.stdout);
  if (!options.json) for (const problem of told.problems) io.stderr.write(`not valid: ${problem}\n`);
  return told.valid ? EXIT.done : EXIT.lookAt;
};

export const addList = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withPrivate(withStage(targets.command('list')))
    .description('list the targets, and which are not valid')
    .option('--json', 'one JSON document instead of a table')
    .addHelpText('after', LIST_HELP)
    .action(async (options: Options) => exit(await list(options, io)));
};

export const addShow = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withPrivate(withStage(withName(targets.command('show'))))
    .description('show a target, without its secrets')
    .option('--json', 'with whether it is valid, in one JSON document')
    .addHelpText('after', SHOW_HELP)
    .action(async (name: string, options: Options) => exit(await show(name, options, io)));
};

import type { Command } from 'commander';
import { UNCHANGED } from '../../../targets/references.ts';
import { parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { targetsOfStageAsJson } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { type Applied, applyChanges } from './apply-changes.ts';
import { readManifest } from './manifest.ts';
import { makePlan, type Plan, planLines, planSummary, type StoredTarget } from './plan.ts';
import { placeOf, shownPath, withStoredSecrets } from './unchanged.ts';
import { ownFields, type VerifyOptions, verify, withPlatformCheck } from './verify.ts';
import { type Context, problemsOf, sizeProblems } from './write.ts';

const HELP = `
The file is {"name": {target}}; a folder has one file <name>.json for each target. Secrets are references, such as
{"parameter": "/pipebell/prod/secrets/team-web/url"}. "${UNCHANGED}" keeps the secret that is stored in that place, which is
what "targets export" writes. All targets are validated before the first one is written. Run it again after an
interruption: it writes the rest. A target that somebody else changed meanwhile is not overwritten.

Exit codes: 0 done, or no change with --dry-run, 1 failed or not complete, 2 wrong usage, 3 changes with --dry-run.

Examples:
  npx pipebell targets export --stage prod > targets.json
  npx pipebell targets apply --stage prod -f targets.json --dry-run
  npx pipebell targets apply --stage prod -f targets/ --prune`;

interface Options extends VerifyOptions {
  readonly file: string;
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Targets = ReadonlyMap<string, Record<string, unknown>>;

/** The field that a problem is about. */
const fieldOf = (problem: string): string => /^[\w-]+(?=[.:])/.exec(problem)?.[0] ?? problem;

/** The targets with the stored secrets in place. @throws CliError with the problems of all targets. */
const resolved = async (
  manifest: Targets,
  stored: ReadonlyMap<string, StoredTarget>,
  context: Context,
): Promise<Targets> => {
  const targets = new Map<string, Record<string, unknown>>();
  const problems: string[] = [];
  for (const [name, text] of manifest) {
    const { target, problems: ofSecrets, inline } = withStoredSecrets(text, stored.get(name)?.raw);
    const fields = ofSecrets.map(fieldOf);
    const others = (await problemsOf(name, target, context)).filter((problem) => !fields.includes(fieldOf(problem)));
    problems.push(...[...ofSecrets, ...others].map((problem) => `${name}: ${problem}`));
    for (const path of inline) {
      const { reference, command } = placeOf(name, path, context.options);
      problems.push(`${name}: ${shownPath(path)}: store it and write ${reference}: ${command}`);
    }
    if (others.length + ofSecrets.length === 0)
      problems.push(...sizeProblems(target).map((each) => `${name}: ${each}`));
    targets.set(name, target);
  }
  if (problems.length > 0) throw new CliError(['nothing was written:', ...problems].join('\n  '));
  return targets;
};

/** Asks the platforms about the targets whose own fields change. @throws CliError if one refuses. */
const verifyAll = async ({ changes }: Plan, context: Context): Promise<void> => {
  for (const { name, target, stored } of changes) {
    const before = stored === undefined ? undefined : parseJson(stored);
    if (target && ownFields(before) !== ownFields(target)) await verify(name, target, { ...context, label: name });
  }
};

const document = ({ changes, unchanged, others }: Plan, { stage, dryRun = false }: Options, applied?: Applied) => ({
  stage,
  dryRun,
  changes: changes.map(({ name, kind, fields }) => ({ name, kind, fields: fields.map(({ field }) => field) })),
  unchanged,
  others,
  written: applied?.written ?? [],
  failed: applied?.failed ?? [],
});

/** Writes what was done. @returns the exit code. */
const report = (plan: Plan, { written, failed, left }: Applied, { stdout, stderr }: Io, where: string): number => {
  if (written.length > 0) stdout.write(`written to ${where}: ${written.join(', ')}\n`);
  for (const { name, message } of failed) stderr.write(`not written: ${name}: ${message}\n`);
  if (left.length > 0) stderr.write(`not written: ${left.join(', ')}\n`);
  if (written.length === plan.changes.length) return EXIT.done;
  stderr.write('run the command again to finish\n');
  return EXIT.failed;
};

const apply = async (options: Options, io: Io): Promise<number> => {
  const { file, dryRun = false, prune = false, yes, json, stage } = options;
  if (!dryRun && !yes && !io.interactive) {
    throw new UsageError('not a terminal: pass --yes to write without a question, or --dry-run');
  }
  const manifest = await readManifest(file, io);
  const stack = await requireStack(options, io);
  const context = { options, stack, io };
  const stored = await targetsOfStageAsJson(stage, options, io);
  const plan = await makePlan(stored, await resolved(manifest, stored, context), { prune });
  if (!json || !(dryRun || yes)) {
    const output = json ? io.stderr : io.stdout;
    output.write(`${planLines(plan).join('\n')}\n`);
  }
  if (dryRun || plan.changes.length === 0) {
    if (json) writeJson(document(plan, options), io.stdout);
    return dryRun && plan.changes.length > 0 ? EXIT.attention : EXIT.done;
  }
  await verifyAll(plan, context);
  const question = `Write to ${stack.where}: ${planSummary(plan)}?`;
  if (!yes && !(await io.prompts.confirm(question, { initialValue: false }))) {
    io.stderr.write('stopped: nothing was written\n');
    return EXIT.failed;
  }
  const applied = await applyChanges(plan.changes, options, io);
  if (json) writeJson(document(plan, options, applied), io.stdout);
  return report(plan, applied, json ? { ...io, stdout: io.stderr } : io, stack.where);
};

export const addApply = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withPlatformCheck(withStage(targets.command('apply')))
    .description('add, change and remove targets so that they are as in a file or a folder')
    .requiredOption('-f, --file <path>', 'a JSON file, a folder of JSON files, or - for standard input')
    .option('--dry-run', 'show the changes, and write nothing')
    .option('--prune', 'remove the targets that are in no file')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await apply(options, io)));
};

import type { Command } from 'commander';
import { describeStack } from '../../aws/deployed.ts';
import type { Remnant } from '../../aws/stages.ts';
import { type Deletion, deleteRemnants } from '../../aws/stages-delete.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { type StageOptions, withDeployedStage } from '../../options.ts';
import { announceStage } from '../../stack.ts';
import { serverless } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress } from '../../terminal/progress.ts';
import { counted, writeJson } from '../../terminal/table.ts';
import { type Found, findAll } from './find.ts';
import { countText, listText, namesByKind, resultText } from './print.ts';

const HELP = `
Deletes what \`npx serverless remove\` leaves of a stage: its targets, settings and secrets in Parameter Store
(/pipebell/<stage>/…), its secrets in Secrets Manager (pipebell/<stage>/…), log groups of its functions that Lambda
created again, and queues that an update kept. It prints names, never values, and touches no other stage.

It refuses while the stack exists, because a relay without its targets delivers nothing. Run \`npx serverless remove
--stage <stage>\` first. --dry-run lists what would stay, also while the stack exists.

Secrets Manager keeps a deleted secret for 30 days, in which it can be restored; --force deletes secrets at once. A
deleted parameter cannot be restored. The command can be run again.

Exit codes: 0 done, 1 failed or stopped, 2 wrong usage, 3 something is left or could not be listed.

Examples:
  npx pipebell remove --stage prod --dry-run
  npx pipebell remove --stage prod
  npx pipebell remove --stage prod --yes --force`;

interface Options extends StageOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const refuseWithStack = (where: string, status: string, options: StageOptions): never => {
  const isDeleting = status === 'DELETE_IN_PROGRESS';
  throw new CliError(`the stack ${where} ${isDeleting ? 'is being deleted' : 'exists'} (${status})`, {
    next: isDeleting
      ? 'wait until it is gone, then run this command again'
      : `run ${serverless('remove', options)} first, then this command again`,
  });
};

const isConfirmed = async (chosen: readonly Remnant[], where: string, { stage, yes }: Options, io: Io) => {
  if (yes) return true;
  const question = `Delete ${countText(chosen)} of ${where}? Type the name of the stage (${stage})`;
  return (await io.prompts.text(question)) === stage;
};

/** Where the command works, and whether the stack exists there. */
interface Place {
  readonly where: string;
  readonly hasStack: boolean;
}

const writeFound = (found: Found, { where, hasStack }: Place, options: Options, io: Io): void => {
  const { stage, json } = options;
  const { remnants, unlisted } = found;
  if (json) {
    writeJson({ stage, dryRun: true, stack: hasStack, found: namesByKind(remnants), unlisted }, io.stdout);
    return;
  }
  const title = hasStack ? `stays after ${serverless('remove', options)}` : `is left of ${where}`;
  io.stdout.write(`${remnants.length > 0 ? 'this' : 'nothing'} ${title}\n${listText(found)}`);
};

/** `scheduled` of the document has the secrets that can still be restored. */
const resultDocument = ({ remnants, unlisted }: Found, { deleted, left }: Deletion, { stage, force }: Options) => {
  const isScheduled = (each: Remnant): boolean =>
    !force && each.kind === 'secrets' && (each.scheduled === true || deleted.includes(each));
  return {
    stage,
    dryRun: false,
    deleted: namesByKind(deleted.filter((each) => !isScheduled(each))),
    scheduled: remnants.filter(isScheduled).map(({ name }) => name),
    left: left.map(({ remnant: { kind, name }, reason }) => ({ kind, name, reason })),
    unlisted,
  };
};

const writeResult = (found: Found, result: Deletion, where: string, options: Options, io: Io): number => {
  const isLeft = result.left.length + found.unlisted.length > 0;
  if (options.json) writeJson(resultDocument(found, result, options), io.stdout);
  else {
    const nothing =
      found.remnants.some(({ kind }) => kind === 'secrets') && !options.force ? 'nothing else' : 'nothing';
    const end = isLeft ? `something is left of ${where}: run the command again` : `${nothing} is left of ${where}`;
    io.stdout.write(`${resultText(result, options)}${end}\n`);
  }
  return isLeft ? EXIT.attention : EXIT.done;
};

const remove = async (options: Options, io: Io): Promise<number> => {
  const { stage, dryRun = false, force = false, yes } = options;
  if (!yes && !dryRun && !io.interactive) {
    throw new UsageError('not a terminal: pass --yes to delete without a question, or --dry-run');
  }
  const where = await announceStage(options, io);
  const call = await io.aws(options);
  const stack = await describeStack(call, stage);
  if (stack && !dryRun) refuseWithStack(where, stack.StackStatus ?? 'unknown status', options);
  const found = await findAll(call, stage, stack !== undefined);
  if (dryRun) {
    writeFound(found, { where, hasStack: stack !== undefined }, options, io);
    return found.unlisted.length > 0 ? EXIT.attention : EXIT.done;
  }
  io.stderr.write(listText(found));
  const chosen = found.remnants.filter(({ scheduled }) => force || !scheduled);
  if (chosen.length > 0 && !(await isConfirmed(chosen, where, options, io))) {
    io.stderr.write(`stopped: the answer is not ${stage}, nothing was deleted\n`);
    return EXIT.failed;
  }
  const progress = createProgress(io);
  const onProgress = (done: number): void => progress.show(`${done} of ${counted(chosen.length, 'deletion')}`);
  const result = await deleteRemnants(call, chosen, { force, io, onProgress });
  progress.clear();
  return writeResult(found, result, where, options, io);
};

export const addRemove = (program: Command, io: Io, exit: (code: number) => void): void => {
  withDeployedStage(program.command('remove'))
    .option('--dry-run', 'list what would be deleted, and delete nothing')
    .option('--force', 'delete secrets of Secrets Manager at once, without the 30 days in which they can be restored')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await remove(options, io)));
};

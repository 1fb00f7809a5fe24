import type { Command } from 'commander';
import { isRecord, parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { targetFix } from '../../target-fixes.ts';
import { noTarget, parameterOf, targetJson, withName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';

interface Options extends StageOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

const remove = async (name: string, options: Options, io: Io): Promise<number> => {
  const { stage, yes, json } = options;
  if (!yes && !io.interactive) throw new UsageError('not a terminal: pass --yes to remove the target');
  const { where } = await requireStack(options, io);
  const parameters = await io.parameters(options);
  await targetJson(parameters, options, name);
  if (!yes && !(await io.prompts.confirm(`Remove target ${name} from ${where}?`, { initialValue: false }))) {
    io.stderr.write('stopped: nothing was removed\n');
    return EXIT.failed;
  }
  if (!(await parameters.remove(parameterOf(options, name)))) throw await noTarget(parameters, options, name);
  if (json) writeJson({ stage, name, removed: true }, io.stdout);
  else io.stdout.write(`${name} is removed from ${where}; its queued deliveries become dead letters (target-gone)\n`);
  return EXIT.done;
};

/** Enables or disables a target, even one that is invalid. */
const setEnabled = async (enabled: boolean, name: string, options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const { where } = await requireStack(options, io);
  const parameters = await io.parameters(options);
  const target = parseJson(await targetJson(parameters, options, name));
  if (!isRecord(target)) throw new CliError(`${name} is not a JSON object: ${targetFix(name, target, [], options)}`);
  const changed = enabled !== (target.enabled ?? true);
  if (changed) {
    await parameters.write(parameterOf(options, name), JSON.stringify({ ...target, enabled }), { mustBeNew: false });
  }
  if (json) writeJson({ stage, name, enabled, changed }, io.stdout);
  else io.stdout.write(`${name} of ${where} is ${changed ? '' : 'already '}${enabled ? 'enabled' : 'disabled'}\n`);
  return EXIT.done;
};

export const addRemove = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withStage(withName(targets.command('remove')))
    .description('remove a target')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  npx pipebell targets remove team-web --stage prod')
    .action(async (name: string, options: Options) => exit(await remove(name, options, io)));
};

const addSetEnabled =
  (word: 'enable' | 'disable', description: string) =>
  (targets: Command, io: Io, exit: (code: number) => void): void => {
    withStage(withName(targets.command(word)))
      .description(description)
      .option('--json', 'one JSON document on stdout')
      .addHelpText('after', `\nExamples:\n  npx pipebell targets ${word} team-web --stage prod`)
      .action(async (name: string, options: Options) => exit(await setEnabled(word === 'enable', name, options, io)));
  };

export const addEnable = addSetEnabled('enable', 'enable a target');
export const addDisable = addSetEnabled('disable', 'disable a target without removing it');

import type { Command } from 'commander';
import { CliError, EXIT } from '../../errors.ts';
import { requireStack } from '../../stack.ts';
import { pipebell } from '../../suggest.ts';
import { parameterOf } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { askFields } from './ask.ts';
import { applyFields } from './fields.ts';
import { targetFromFile } from './from-file.ts';
import { applySecrets } from './secret-fields.ts';
import { testTarget } from './test.ts';
import { refusalOf, verify } from './verify.ts';
import { MENTION_HELP, report, SECRETS_HELP, validate, type WriteOptions, withAll } from './write.ts';

const HELP = `${SECRETS_HELP}

${MENTION_HELP}

The token of a slack-app target is that of an app: "npx pipebell slack manifest" prints the link that creates one.

Examples:
  npx pipebell targets add team-web --stage prod
  npx pipebell targets add team-web --stage prod --platform slack --when-pipelines 'web-*' --url-stdin < url.txt
  npx pipebell targets add team-web --stage prod --from targets.json
  npx pipebell targets add team-api --stage prod --platform slack-app --channel C0123456789 --token-prompt
  npx pipebell targets add audit --stage prod --platform webhook --url-parameter /pipebell/prod/secrets/audit/url`;

interface AddOptions extends WriteOptions {
  readonly test?: boolean;
  readonly from?: string;
}

/**
 * Adds a target: reads it from a file, options and questions, validates it, asks its platform, and writes it.
 * @returns the exit code, which is that of the test message if one is sent.
 * @throws PromptCancelled before anything is written.
 */
export const addTarget = async (name: string, given: AddOptions, io: Io): Promise<number> => {
  const { stage, from } = given;
  const stack = await requireStack(given, io);
  const parameters = await io.parameters(given);
  const exists = new CliError(`target ${name} exists in stage ${stage}`, {
    next: `change it with ${pipebell(`targets edit ${name}`, given)}`,
  });
  // Checked before any prompt, and again by the write.
  if ((await parameters.value(parameterOf(given, name))) !== undefined) throw exists;
  const { allowPrivate } = stack;
  const read = from === undefined ? {} : await targetFromFile(from, name, io);
  const refusal = async (target: object) => (await refusalOf(name, target, { options: given, stack, io }))?.message;
  const { target: asked, options, isVerified } = await askFields(given, read, { io, allowPrivate, refusal });
  const { platform } = options;
  const target = applyFields(await applySecrets({ ...asked, platform }, options, { io, allowPrivate }), options);
  const json = await validate(name, target, { options, stack, io });
  if (!isVerified) await verify(name, target, { options, stack, io });
  // Every question comes before the write, so that Ctrl-C at any of them writes nothing.
  const isTested =
    options.test ??
    (io.interactive && (await io.prompts.confirm('Send a test message once it is added?', { initialValue: true })));
  if (!(await parameters.write(parameterOf(options, name), json, { mustBeNew: true }))) throw exists;
  await report(`is added to ${stack.where}`, name, target, options, io);
  // With --json the only document has been written already.
  return isTested && !io.signal.aborted
    ? testTarget(
        name,
        target,
        { ...options, allowPrivate, json: false },
        options.json ? { ...io, stdout: io.stderr } : io,
      )
    : EXIT.done;
};

export const addAdd = (targets: Command, io: Io, exit: (code: number) => void): void => {
  withAll(targets.command('add'))
    .description('add a target; prompts for fields without an option')
    .option('--from <file>', 'read the target from a JSON file, such as that of "init --write"; options replace fields')
    .option('--test', 'send a test message without asking')
    .option('--no-test', 'send no test message, and do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string, options: AddOptions) => exit(await addTarget(name, options, io)));
};

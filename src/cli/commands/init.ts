import { type Command, Option } from 'commander';
import { secretsPath } from '../../model/stack.ts';
import { platformNames } from '../../platforms/index.ts';
import { allFields, optionOf, requiredValues, type TargetField } from '../../targets/target-fields.ts';
import { shellWord } from '../../text/shell-word.ts';
import { CliError, EXIT } from '../errors.ts';
import { stageOption } from '../options.ts';
import { holdsSecret, quotable } from '../quote.ts';
import { isUsableName } from '../target-name.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `
"targets add --from" and "explain --targets" read the file that --write creates. It holds no secret: its target refers to
a parameter for its URL or token. The printed commands ask for the secret and store it in the target, which is encrypted:
without the option that ends in -prompt the reference stays, and the parameter must exist.

"npx pipebell setup" asks for everything instead.

Examples:
  npx pipebell init
  npx pipebell init --stage dev --platform teams --write targets.json`;

interface Options {
  readonly stage: string;
  readonly platform: string;
  readonly name: string;
  readonly write?: string;
  readonly json?: boolean;
}

const firstTarget = ({ stage, platform, name }: Options) => ({
  [name]: {
    platform,
    ...requiredValues(platform, (field) => ({ parameter: `${secretsPath(stage)}/${name}/${optionOf(field)}` })),
    on: ['failed', 'fixed', 'approval'],
    when: { pipelines: ['*', '!*-sandbox'] },
  },
});

/** The secrets that a target of the platform must have. */
const fieldsWithSecrets = (platform: string): TargetField[] =>
  allFields().filter(({ open, required, platforms }) => !open && required && platforms.includes(platform));

/** The file that the commands use if no other is written. */
const DEFAULT_FILE = 'targets.json';

/** The options that give a target its secrets, which take the place of the references in the file. */
const secretOptions = (platform: string): string =>
  fieldsWithSecrets(platform)
    .map((field) => ` --${optionOf(field)}-prompt`)
    .join('');

/** What to run next, so that the target of the file is added to the stack and gets a message. */
const commands = ({ stage, platform, name, write: file }: Options): string[] => [
  ...(file === undefined
    ? [`npx pipebell init --stage ${stage} --platform ${platform} --name ${name} --write ${DEFAULT_FILE}`]
    : []),
  `npx serverless deploy --stage ${stage}`,
  ...(platform === 'slack-app' ? [`npx pipebell slack manifest --stage ${stage}`] : []),
  `npx pipebell targets add ${name} --stage ${stage} --from ${shellWord(file ?? DEFAULT_FILE)}${secretOptions(platform)}`,
  `npx pipebell send approval --stage ${stage}`,
];

const write = async (file: string, content: object, io: Io): Promise<void> => {
  try {
    await io.writeNew(file, `${JSON.stringify(content, undefined, 2)}\n`);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    const remedy = code === 'EEXIST' ? 'the file exists, pass another name' : `the file cannot be written (${code})`;
    throw new CliError(`--write ${quotable(file, 100)}: ${remedy}`);
  }
};

const init = async (options: Options, io: Io): Promise<number> => {
  if (!isUsableName(options.name)) throw new CliError('--name: use letters, digits, ".", "-" and "_" only');
  if (options.write !== undefined && holdsSecret(options.write)) {
    throw new CliError('--write: pass the name of a file, not a URL or a secret');
  }
  const [targets, next] = [firstTarget(options), commands(options)];
  if (options.write !== undefined) await write(options.write, targets, io);
  if (options.json) writeJson({ targets, next, written: options.write !== undefined }, io.stdout);
  else {
    writeJson(targets, io.stdout);
    io.stdout.write(`\nNext:\n${next.map((command) => `  ${command}`).join('\n')}\n`);
  }
  if (options.write !== undefined) {
    io.stderr.write(
      'written: pass the file to "npx pipebell explain failed --targets" to see which targets get a failure\n',
    );
  }
  return EXIT.done;
};

export const addInit = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('init')
    .addOption(stageOption().default('prod'))
    .addOption(
      new Option('--platform <name>', 'the platform of the target').choices([...platformNames]).default('slack'),
    )
    .option('--name <name>', 'the name of the target', 'team')
    .option('--write <file>', 'also write the target to a new file')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await init(options, io)));
};

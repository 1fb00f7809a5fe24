import { type Command, Option } from 'commander';
import { isTargetName, secretsPath } from '../../model/stack.ts';
import { platformNames } from '../../platforms/index.ts';
import { optionOf, requiredValues } from '../../targets/target-fields.ts';
import { CliError, EXIT } from '../errors.ts';
import { stageOption } from '../options.ts';
import { quotable } from '../quote.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `
"explain --targets" reads the file that --write creates. It holds no secret: its target refers to a parameter for its
URL or token. A target created by "targets add" may hold the secret itself, because it is stored encrypted.

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

const commands = ({ stage, platform, name }: Options): string[] => [
  `npx serverless deploy --stage ${stage}`,
  `npx pipebell targets add ${name} --stage ${stage} --platform ${platform}`,
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
  if (!isTargetName(options.name)) throw new CliError('--name: use letters, digits, ".", "-" and "_" only');
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
    .description('print an example target and the next three commands')
    .addOption(stageOption().env('PIPEBELL_STAGE').default('prod'))
    .addOption(
      new Option('--platform <name>', 'the platform of the target').choices([...platformNames]).default('slack'),
    )
    .option('--name <name>', 'the name of the target', 'team')
    .option('--write <file>', 'also write the target to a new file')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await init(options, io)));
};

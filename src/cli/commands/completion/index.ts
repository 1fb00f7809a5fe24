import { Argument, type Command } from 'commander';
import { EXIT } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';
import { SHELLS } from './scripts.ts';

const HELP = `
The script asks pipebell for the words at each Tab: commands, options, samples, profiles, and the stages and targets of
your AWS account. For those it calls cloudformation:DescribeStacks and ssm:GetParametersByPath for up to two seconds, and
offers nothing if AWS refuses or does not answer. It completes the command pipebell, also as an alias. A shell cannot
complete "npx pipebell".

Examples:
  source <(npx pipebell completion bash)                     # in ~/.bashrc
  npx pipebell completion zsh > ~/.zfunc/_pipebell           # a folder of your fpath
  npx pipebell completion fish > ~/.config/fish/completions/pipebell.fish`;

export const addCompletion = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', HELP)
    .action((shell: string) => {
      const [script = ''] = process.argv.slice(1);
      io.stdout.write(`${SHELLS[shell]?.([process.execPath, script])}\n`);
      exit(EXIT.done);
    });
};

import type { Command } from 'commander';
import { newsOf } from '../../events/shared/log/news.ts';
import { CliError, EXIT } from '../errors.ts';
import { quotable } from '../quote.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `
FILE is the log of a build, - is standard input. The output is what an alert takes from the log: the headline, the tool
that wrote the error, and the lines around it, without colours, times, build folders and secrets.

It reads the whole file, or the last 5,000 lines and 500,000 characters of a larger one. The relay reads the last 300
lines of a log.

Examples:
  npx pipebell excerpt build.log
  npm test 2>&1 | npx pipebell excerpt - --json`;

const readLog = async (file: string, io: Io): Promise<string> => {
  try {
    return await io.readInput(file);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new CliError(`FILE ${quotable(file, 100)} cannot be read (${code}): pass the log of a build, or - for stdin`);
  }
};

/** Shows what an alert takes from a log. */
const show = async (file: string, { json }: { json?: boolean }, io: Io): Promise<number> => {
  const { headline = null, tool = null, excerpt = null } = newsOf([await readLog(file, io)]);
  if (json) writeJson({ headline, tool, excerpt }, io.stdout);
  else {
    const lines = [headline ?? 'no error found', tool && `tool: ${tool}`, excerpt && `\n${excerpt}`];
    io.stdout.write(`${lines.filter(Boolean).join('\n')}\n`);
  }
  return EXIT.done;
};

export const addExcerpt = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('excerpt')
    .argument('<file>')
    .option('--json', 'write headline, tool and excerpt as one JSON document')
    .addHelpText('after', HELP)
    .action(async (file: string, options: { json?: boolean }) => exit(await show(file, options, io)));
};

import type { Command } from 'commander';
import { loadSamples } from '../../samples/samples.ts';
import { safeLine } from '../../text/safe-line.ts';
import { headline } from '../../wording/words.ts';
import { EXIT } from '../errors.ts';
import { readEvent } from '../event.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson, writeRows } from '../terminal/table.ts';

const HELP = `
A sample can be used wherever a command takes an EVENT. Each use creates it anew with its own id.

Examples:
  npx pipebell samples
  npx pipebell explain failed --stage prod`;

const MAX_HEADLINE_CHARS = 80;

/** Lists the sample events of every event source. */
const list = async ({ json }: { json?: boolean }, io: Io): Promise<number> => {
  const samples = await Promise.all(
    (await loadSamples(io.now())).map(async ({ name, source }) => {
      const { notification } = await readEvent(name, io);
      return { name, source, headline: safeLine(headline(notification), MAX_HEADLINE_CHARS) };
    }),
  );
  if (json) writeJson(samples, io.stdout);
  else {
    const rows = samples.map((sample) => [sample.name, sample.source, sample.headline]);
    writeRows(['SAMPLE', 'EVENT SOURCE', 'HEADLINE'], rows, io.stdout);
  }
  return EXIT.done;
};

export const addSamples = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('samples')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: { json?: boolean }) => exit(await list(options, io)));
};

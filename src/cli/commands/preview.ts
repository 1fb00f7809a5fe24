import { type Command, Option } from 'commander';
import { platformNames } from '../../platforms/index.ts';
import { drawFor } from '../../targets/draw.ts';
import { measure } from '../../targets/limits.ts';
import { EXIT } from '../errors.ts';
import { EVENT_HELP, readEvent } from '../event.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `${EVENT_HELP}

The payload is what a target without mentions, headers and keys would get. The deployed relay asks AWS what an event does
not say: the log of a failed build, the commits since the last success. Of a sample that is shown too, made up like the
sample; of an event of yours it is left out.

Examples:
  npx pipebell preview failed --platform slack
  npx pipebell preview event.json --platform webhook --json | jq .sizes`;

interface Options {
  readonly platform: string;
  readonly json?: boolean;
}

/** Draws an event as a platform would get it. */
const preview = async (name: string, { platform, json }: Options, io: Io): Promise<number> => {
  const { notification } = await readEvent(name, io);
  const body = await drawFor(platform, notification, io.now());
  const payload = JSON.parse(body);
  writeJson(json ? { platform, sizes: await measure(platform, body), payload } : payload, io.stdout);
  return EXIT.done;
};

export const addPreview = (program: Command, io: Io, exit: (code: number) => void): void => {
  const platform = new Option('--platform <name>', 'whose payload').choices([...platformNames]).makeOptionMandatory();
  program
    .command('preview')
    .argument('<event>')
    .description('show the payload that a platform would get')
    .addOption(platform)
    .option('--json', 'with its size and the limits, in one JSON document')
    .addHelpText('after', HELP)
    .action(async (event: string, options: Options) => exit(await preview(event, options, io)));
};

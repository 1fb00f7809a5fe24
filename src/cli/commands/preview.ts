import { type Command, Option } from 'commander';
import { drawThread } from '../../local/draw-thread.ts';
import { platformNames } from '../../platforms/index.ts';
import { drawFor } from '../../targets/draw.ts';
import { measure } from '../../targets/limits.ts';
import { EXIT } from '../errors.ts';
import { EVENT_HELP, readEvent } from '../event.ts';
import type { Io } from '../terminal/io.ts';
import { writeJson } from '../terminal/table.ts';

const HELP = `${EVENT_HELP}

The payload is that of a target without mentions, headers and keys. The deployed relay also adds facts from AWS, such as
the log of a failed build or the commits since the last success. A sample includes invented facts of this kind; for your
own event they are left out.

For slack-app and discord the payload is that of the message which changes. With --json, "reply" is what is posted below
it.

Examples:
  npx pipebell preview failed --platform slack
  npx pipebell preview event.json --platform webhook --json | jq .sizes`;

interface Options {
  readonly platform: string;
  readonly json?: boolean;
}

/** Prints the payload of an event for a platform. */
const preview = async (name: string, { platform, json }: Options, io: Io): Promise<number> => {
  const { notification } = await readEvent(name, io);
  const thread = await drawThread(platform, notification, io.now());
  const body = thread?.root ?? (await drawFor(platform, notification, io.now()));
  const payload = JSON.parse(body);
  const reply = thread && { reply: JSON.parse(thread.reply) };
  writeJson(json ? { platform, sizes: await measure(platform, body), payload, ...reply } : payload, io.stdout);
  return EXIT.done;
};

export const addPreview = (program: Command, io: Io, exit: (code: number) => void): void => {
  const platform = new Option('--platform <name>', 'the platform').choices([...platformNames]).makeOptionMandatory();
  program
    .command('preview')
    .argument('<event>')
    .addOption(platform)
    .option('--json', 'write the payload with its size and the limits as one JSON document')
    .addHelpText('after', HELP)
    .action(async (event: string, options: Options) => exit(await preview(event, options, io)));
};

import { type Command, Option } from 'commander';
import { drawThread } from '../../../local/draw-thread.ts';
import type { Notification } from '../../../model/notification.ts';
import { platformNames } from '../../../platforms/index.ts';
import { drawFor } from '../../../targets/draw.ts';
import { measure, type Size, sizeWords } from '../../../targets/limits.ts';
import { EXIT } from '../../errors.ts';
import { EVENT_HELP, readEvent } from '../../event.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { readDiscord } from './discord.ts';
import type { Drawn, Part } from './drawn.ts';
import { createPrinter } from './print.ts';
import { readSlack } from './slack.ts';
import { readTeams } from './teams.ts';

const HELP = `${EVENT_HELP}

The message is drawn as text: what a phone's lock screen shows, and below it the message. --json writes the payload.

The message is that of a target without mentions, headers and keys. The deployed relay also adds facts from AWS, such as
the log of a failed build or the commits since the last success. A sample includes invented facts of this kind; for your
own event they are left out.

For slack-app and discord the message is the one that changes, and the reply is what is posted below it.

Examples:
  npx pipebell preview failed
  npx pipebell preview approval --platform all
  npx pipebell preview event.json --platform webhook --json | jq .sizes`;

const ALL = 'all';

interface Options {
  readonly platform: string;
  readonly json?: boolean;
}

/** What `--json` writes. */
interface Document {
  readonly platform: string;
  readonly sizes: readonly Size[];
  readonly payload: Part;
  readonly reply?: Part;
}

/** Platforms whose messages can be drawn. The message of any other is a document. */
const READERS: Readonly<Record<string, (payload: Part) => Drawn>> = {
  slack: readSlack,
  'slack-app': readSlack,
  discord: readDiscord,
  teams: readTeams,
};

const documentOf = async (platform: string, notification: Notification, now: Date): Promise<Document> => {
  const thread = await drawThread(platform, notification, now);
  const body = thread?.root ?? (await drawFor(platform, notification, now));
  return {
    platform,
    sizes: await measure(platform, body),
    payload: JSON.parse(body),
    ...(thread && { reply: JSON.parse(thread.reply) }),
  };
};

const print = ({ platform, sizes, payload, reply }: Document, printer: ReturnType<typeof createPrinter>): void => {
  const read = READERS[platform];
  if (read) {
    const drawn = read(payload);
    printer.push(drawn.push);
    printer.blank();
    printer.message(platform, drawn);
    if (reply) {
      printer.blank();
      printer.message('  reply below it', read(reply), 4);
    }
  } else {
    printer.label(`${platform}: the document that is posted`);
    printer.text(JSON.stringify(payload, undefined, 2));
  }
  printer.blank();
  printer.label(`${sizeWords(sizes)}${read ? '; --json writes the payload' : ''}`);
};

/** Draws the message of an event for one platform or for all, or writes its payload. */
const preview = async (name: string, { platform, json }: Options, io: Io): Promise<number> => {
  const { notification } = await readEvent(name, io);
  const platforms = platform === ALL ? platformNames : [platform];
  const documents = await Promise.all(platforms.map((each) => documentOf(each, notification, io.now())));
  if (json) {
    writeJson(platform === ALL ? documents : (documents[0] ?? {}), io.stdout);
    return EXIT.done;
  }
  const printer = createPrinter(io.stdout);
  for (const [at, document] of documents.entries()) {
    if (at > 0) printer.blank();
    print(document, printer);
  }
  return EXIT.done;
};

export const addPreview = (program: Command, io: Io, exit: (code: number) => void): void => {
  const platform = new Option('--platform <name>', 'the platform, or all of them')
    .choices([...platformNames, ALL])
    .default('slack');
  program
    .command('preview')
    .argument('<event>')
    .addOption(platform)
    .option('--json', 'write the payload with its size and the limits as one JSON document')
    .addHelpText('after', HELP)
    .action(async (event: string, options: Options) => exit(await preview(event, options, io)));
};

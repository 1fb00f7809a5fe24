import { parseArgs } from 'node:util';
import { ConfigError, describeError } from '../errors.ts';
import { platformNames } from '../platforms/index.ts';
import { playStories } from './play.ts';
import { sendOne } from './send-one.ts';
import { createTerminal } from './terminal.ts';

const USAGE = `npm start                                    play the stories, on this machine only
npm start -- --event FILE --target URL       send one event to one target, whatever its filters

  --event FILE       an EventBridge event, a notification rule's message, an approval message, an SNS record or
                     any text; - reads standard input
  --target URL       a webhook URL of Slack, Microsoft Teams or anything that takes JSON by POST; http is taken
                     on this machine only
  --platform NAME    ${platformNames.join(', ')}; told from the URL where it can be`;

const terminal = createTerminal((line) => process.stdout.write(`${line}\n`));

const run = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      event: { type: 'string' },
      target: { type: 'string' },
      platform: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    terminal.line(USAGE);
    return true;
  }
  const { event, target, platform } = values;
  if (event !== undefined && target !== undefined) return sendOne({ event, target, platform }, terminal);
  if (event === undefined && target === undefined && platform === undefined) return playStories(terminal);
  terminal.line(`--event and --target go together.\n\n${USAGE}`);
  return false;
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  // parseArgs and fs quote what they were given; neither is ever the URL but for a mistyped option.
  const other = error instanceof ConfigError ? error.message : describeError(error);
  const words = code?.startsWith('ERR_PARSE_ARGS') ? `These options are not known.\n\n${USAGE}` : other;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

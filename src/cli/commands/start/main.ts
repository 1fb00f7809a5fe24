import { parseArgs } from 'node:util';
import { playStories } from '../../../local/play.ts';
import { createTerminal } from '../../../local/terminal.ts';
import { describeError, RelayError } from '../../../model/errors.ts';
import { platformNames } from '../../../platforms/index.ts';
import { askHidden } from '../../terminal/hidden.ts';
import { readInput } from '../../terminal/io.ts';
import { sendOne } from './send-one.ts';

const USAGE = `npm start                                    play the stories, on this machine only; then, at a terminal,
                                             serve the studio: a page to try events, targets and failures
npm start -- --event EVENT --target -        send one event to one webhook URL, which is asked for

  --once             end after the stories, as without a terminal
  --serve            serve the studio without a terminal too
  --no-stories       serve the studio at once
  --port N           the studio's port on 127.0.0.1; 2355, or the next free one, unless it is given
  --targets FILE     a JSON file of targets by name, for the studio
  --stage NAME       the targets of a stage, for the studio, which only reads them; --region and --profile say where

  --event EVENT      the name of a sample, such as failed, or a file: an EventBridge event, a notification rule's
                     message, an approval message, an SNS record or any text; - reads standard input
  --target URL       a webhook URL of Slack, Microsoft Teams or anything that takes JSON by POST; http is taken
                     on this machine only. A URL is a password, which a shell keeps: - asks for it, or reads it
                     from standard input
  --platform NAME    ${platformNames.join(', ')}; told from the URL where it can be`;

const terminal = createTerminal((line) => process.stdout.write(`${line}\n`));

const OPTIONS = {
  event: { type: 'string' },
  target: { type: 'string' },
  platform: { type: 'string' },
  once: { type: 'boolean' },
  serve: { type: 'boolean' },
  'no-stories': { type: 'boolean' },
  port: { type: 'string' },
  targets: { type: 'string' },
  stage: { type: 'string' },
  region: { type: 'string' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

const misused = (words: string): boolean => {
  terminal.line(`${words}\n\n${USAGE}`);
  return false;
};

/** A URL is a password: for `-` it is typed unseen, or read from standard input. */
const targetOf = async (target: string): Promise<string> => {
  if (target !== '-') return target;
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY) return (await readInput('-')).trim();
  const { signal } = new AbortController();
  return askHidden('URL (it is not shown): ', { input, output, signal, interrupt: () => process.exit(130) });
};

/** Plays the stories, and then serves the studio where somebody is there to look at it, or has asked for it. */
const playAndServe = async ({ once, ...studio }: Values): Promise<boolean> => {
  const { serve: _, 'no-stories': noStories, ...options } = studio;
  const asked = Object.keys(studio).length > 0;
  if (once && asked) return misused('--once ends before the studio would begin.');
  const good = noStories || (await playStories(terminal));
  if (asked || (process.stdout.isTTY && !once)) await (await import('./serve.ts')).serveStudio(options, terminal);
  return good;
};

const run = async (): Promise<boolean> => {
  const { event, target, platform, help, ...others } = parseArgs({ options: OPTIONS }).values;
  if (help) {
    terminal.line(USAGE);
    return true;
  }
  if (event === undefined && target === undefined && platform === undefined) return playAndServe(others);
  if (event === undefined || target === undefined) return misused('--event and --target go together.');
  if (Object.keys(others).length > 0) return misused('--event and --target go alone.');
  if (event === '-' && target === '-') return misused('standard input can hold the event or the URL, not both.');
  return sendOne({ event, target: await targetOf(target), platform }, terminal);
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  // parseArgs and fs quote what they were given; neither is ever the URL but for a mistyped option.
  const other = error instanceof RelayError ? error.message : describeError(error);
  const words = code?.startsWith('ERR_PARSE_ARGS') ? `These options are not known.\n\n${USAGE}` : other;
  process.stderr.write(`${words}\n`);
  process.exitCode = 1;
}

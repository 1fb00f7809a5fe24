import { type Command, Option } from 'commander';
import { platformNames } from '../../../platforms/index.ts';
import { EXIT, UsageError } from '../../errors.ts';
import { withAccount, withoutDefaultStage } from '../../options.ts';
import type { Io } from '../../terminal/io.ts';

const HELP = `
Without options it plays the stories on this machine and then, at a terminal, serves the studio: a page to try events,
targets and failures. --port, --targets and --stage configure the studio; --stage only reads.

With --event and --target it sends one event to one webhook URL. EVENT is the name of a sample, such as failed, or a
file: an EventBridge event, a notification rule's message, an approval message, an SNS record or any text; - reads
standard input. A URL is a secret that a shell keeps in its history: --target - prompts for it, or reads it from
standard input.

Exit codes: 0 done, 1 failed or not accepted, 2 wrong usage.

Examples:
  npm start
  npm start -- --no-stories --port 8080
  npm start -- --event failed --target -`;

interface Options {
  readonly event?: string;
  readonly target?: string;
  readonly platform?: string;
  readonly once?: boolean;
  readonly serve?: boolean;
  readonly stories: boolean;
  readonly port?: string;
  readonly targets?: string;
  readonly stage?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly stackCheck?: boolean;
}

const STUDIO_OPTIONS = ['serve', 'port', 'targets', 'stage', 'region', 'profile'] as const;

const needed = (url: string): string | undefined => (url === '' ? 'Paste the URL, or press Ctrl-C to stop' : undefined);

/** Reads the URL of `--target -`. @throws PromptCancelled */
const readTarget = async (target: string, io: Io): Promise<string> => {
  if (target !== '-') return target;
  return io.interactive ? io.prompts.password('URL (hidden)', { validate: needed }) : (await io.readInput('-')).trim();
};

const openTerminal = async ({ stdout }: Io) => {
  const { createTerminal } = await import('../../../local/terminal.ts');
  return createTerminal((line) => stdout.write(`${line}\n`));
};

/** Plays the stories, then serves the studio at a terminal or if an option asks for it. */
const playAndServe = async (options: Options, io: Io): Promise<boolean> => {
  const isStudioAsked = !options.stories || STUDIO_OPTIONS.some((name) => options[name] !== undefined);
  if (options.once && isStudioAsked)
    throw new UsageError('--once ends before the studio starts: pass only one of them');
  const terminal = await openTerminal(io);
  let succeeded = true;
  if (options.stories) {
    const { playStories } = await import('../../../local/play.ts');
    succeeded = await playStories(terminal);
  }
  if (isStudioAsked || (io.stdout.isTTY && !options.once)) {
    const { serveStudio } = await import('./serve.ts');
    await serveStudio(options, terminal, io);
  }
  return succeeded;
};

const start = async (options: Options, io: Io): Promise<number> => {
  const { event, target, platform, once, stories } = options;
  if (event === undefined && target === undefined && platform === undefined) {
    return (await playAndServe(options, io)) ? EXIT.done : EXIT.failed;
  }
  if (event === undefined || target === undefined) throw new UsageError('pass both --event and --target');
  if (once || !stories || STUDIO_OPTIONS.some((name) => options[name] !== undefined)) {
    throw new UsageError('--event and --target can be combined with --platform only');
  }
  if (event === '-' && target === '-') {
    throw new UsageError('standard input can hold the event or the URL, not both');
  }
  const url = await readTarget(target, io);
  const { sendOne } = await import('./send-one.ts');
  return (await sendOne({ event, target: url, platform }, await openTerminal(io))) ? EXIT.done : EXIT.failed;
};

export const addStart = (program: Command, io: Io, exit: (code: number) => void): void => {
  withAccount(program.command('start'))
    .option('--once', 'end after the stories')
    .option('--serve', 'serve the studio without a terminal too')
    .option('--no-stories', 'serve the studio at once')
    .option('--port <n>', 'the port of the studio on 127.0.0.1 (default: 2355, or the next free one)')
    .option('--targets <file>', 'a JSON file of targets by name, for the studio')
    .option('--event <event>', 'the event to send: a sample, a file, or -')
    .option('--target <url>', 'the webhook URL to send it to, or -; http on this machine only')
    .addOption(
      new Option('--platform <name>', 'the platform of the URL (default: recognized from it)').choices([
        ...platformNames,
      ]),
    )
    .addHelpText('after', HELP)
    // Only --stage may make the studio read a stack.
    .action(async (options: Options, command: Command) => exit(await start(withoutDefaultStage(options, command), io)));
};

import type { Command } from 'commander';
import { describeIssues } from '../../../model/issues.ts';
import { Settings } from '../../../model/settings.ts';
import { parseJson } from '../../../text/json.ts';
import { CliError, EXIT, UsageError } from '../../errors.ts';
import { notJson } from '../../not-json.ts';
import { withPrivate } from '../../options.ts';
import { quotable } from '../../quote.ts';
import { targetsFromFile } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { parseAnswers } from './answers.ts';
import { parseMessages } from './messages.ts';
import { play } from './play.ts';
import { writeLines, writeText } from './print.ts';
import { DEFAULT_TARGETS, openTargets } from './targets.ts';

const HELP = `
FILE (or - for standard input) is a JSON array of messages, {"sequence": [...]}, JSON lines, one message or one text. A
message is an event, a string (the text of an SNS message), {"__text": "...", "__subject": "..."} (a text with its
subject), or an envelope of SNS, SQS or Lambda.

The real router, history and deliverer play them in memory. The clock follows the times of the events. Nothing is sent:
receivers in memory accept every request, and references to secrets are replaced. Without --targets there is one Slack
target, team, with the default filters. Without --answers AWS cannot be asked for causes and commits.

--answers is a JSON object of AWS's answers by Service.Operation, such as CodePipeline.ListActionExecutions, in any case.
An answer may also be an object of answers by the id that is asked for (an execution, a build, a deployment), with "*"
for all others. An answer {"__type": "AccessDeniedException"} is an error.

With --summary chat targets take one message a second, and a burst folds into summaries as it does in production. Each
summary is shown with the last message in it.

For slack-app and discord, --json prints what was done in the conversation: "step" lists open, reply and update in order,
and "bodies" has the body of each.

Exit codes: 0 done, 1 the file cannot be read or a message could not be routed, 2 wrong usage.

Examples:
  npx pipebell rehearse incident.json
  npx pipebell rehearse incident.json --targets targets.json --answers answers.json
  npx pipebell rehearse events.jsonl --summary
  npx pipebell rehearse - --json < events.jsonl | jq -r '.deliveries[].text'`;

interface Options {
  readonly targets?: string;
  readonly settings?: string;
  readonly answers?: string;
  readonly summary?: boolean;
  readonly allowPrivate?: boolean;
  readonly json?: boolean;
}

/** @param what what the user calls the file. @throws CliError */
const readFile = async (what: string, file: string, io: Io): Promise<string> => {
  try {
    return await io.readInput(file);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new CliError(`${what} cannot be read (${code}): pass a file, or - for stdin`);
  }
};

/** @throws CliError that names the fields at fault. */
const readSettings = async (file: string, io: Io): Promise<string> => {
  const text = await readFile('--settings: the file', file, io);
  const raw = parseJson(text);
  if (raw === undefined) throw notJson('--settings', text);
  const parsed = Settings.safeParse(raw);
  if (!parsed.success) throw new CliError(`--settings: ${describeIssues(parsed.error.issues).join('; ')}`);
  return text;
};

/** Plays a list of messages and shows what each target would have received. */
const rehearse = async (file: string, options: Options, io: Io): Promise<number> => {
  const { targets, settings, answers, summary = false, allowPrivate = false, json } = options;
  const fromInput = [file, targets, settings, answers].filter((each) => each === '-');
  if (fromInput.length > 1) throw new UsageError('standard input can hold one of the files only');
  const messages = parseMessages(await readFile(`FILE ${quotable(file, 100)}`, file, io), file);
  const stored = targets === undefined ? DEFAULT_TARGETS : await targetsFromFile(targets, io);
  const { usable, invalid } = await openTargets(stored, { allowPrivate, folds: summary });
  const results = await play({
    messages,
    targets: usable,
    settings: settings === undefined ? undefined : await readSettings(settings, io),
    answers: answers === undefined ? undefined : parseAnswers(await readFile('--answers: the file', answers, io)),
    paced: summary,
    now: io.now(),
    note: (text) => io.stderr.write(`${text}\n`),
  });
  if (json) writeLines(results, invalid, io.stdout);
  else writeText(results, invalid, io.stdout);
  return results.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.done;
};

export const addRehearse = (program: Command, io: Io, exit: (code: number) => void): void => {
  withPrivate(program.command('rehearse').argument('<file>'))
    .option('--targets <file>', 'a JSON file of targets by name (default: one Slack target, team)')
    .option('--settings <file>', 'a JSON file of settings: names of accounts and environments')
    .option('--answers <file>', 'a JSON file of AWS’s answers by Service.Operation')
    .option('--summary', 'fold bursts for chat targets, as in production')
    .option('--json', 'one JSON object a line for each message')
    .addHelpText('after', HELP)
    .action(async (file: string, options: Options) => exit(await rehearse(file, options, io)));
};

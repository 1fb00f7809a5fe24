import type { Command } from 'commander';

import { duration } from '../../text/time.ts';
import { type Alarm, isRaised, readAlarms } from '../aws/alarms.ts';
import { countTries, type Tries } from '../aws/delivery-counts.ts';
import { type Depth, type Queues, readDepths } from '../aws/queue-depths.ts';
import { CliError, EXIT } from '../errors.ts';
import { type StageOptions, withStage } from '../options.ts';
import type { Io } from '../terminal/io.ts';
import { counted, writeJson, writeRows } from '../terminal/table.ts';
import { type HoursOptions, since, withHours } from '../time-window.ts';

const HELP = `
What was delivered comes from CloudWatch, which is some minutes late. What waits is what SQS reckons. Looking changes
nothing.

Exit codes: 0 all is well, 1 failed, 2 wrong usage, 3 something to look at: dead letters, events that were not routed or
not published, an alarm.

Examples:
  npx pipebell status --stage prod
  npx pipebell status --stage prod --hours 168
  npx pipebell status --stage prod --json | jq '.queues.deadLetters.ready'`;

interface Options extends StageOptions, HoursOptions {
  readonly json?: boolean;
}

interface Status {
  readonly tries: readonly Tries[];
  readonly queues: Readonly<Record<keyof Queues, Depth | undefined>>;
  readonly raised: readonly Alarm[];
}

/** What lies on a queue, in words; none for an empty one. */
const QUEUE_WORDS: Readonly<Record<keyof Queues, (depth: Depth) => string>> = {
  deliveries: ({ ready, held }) =>
    `${counted(ready, 'delivery', 'deliveries')} to be sent now, ${held} in work or waiting for another try`,
  unrouted: ({ ready, held }) => `${counted(ready + held, 'event')} could not be routed; the router tries again`,
  deadLetters: ({ ready, held }) => `${counted(ready + held, 'dead letter')}: npx pipebell dead-letters`,
  unpublished: ({ ready, held }) =>
    `${counted(ready + held, 'event')} never reached the topic: npx pipebell dead-letters --reason unpublished`,
};

/** The queues on which nothing lies while all is well. */
const EMPTY_WHEN_WELL = ['unrouted', 'deadLetters', 'unpublished'] as const;

const total = (depth: Depth | undefined): number => (depth ? depth.ready + depth.held : 0);

const needsLook = ({ queues, raised }: Status): boolean =>
  raised.length > 0 || EMPTY_WHEN_WELL.some((name) => total(queues[name]) > 0);

const queueLines = (queues: Status['queues'], stage: string): string[] => {
  const names = Object.keys(QUEUE_WORDS) as (keyof Queues)[];
  const lines = names.flatMap((name) => {
    const depth = queues[name];
    if (!depth || total(depth) === 0) return [];
    return [QUEUE_WORDS[name](depth).replace('dead-letters', `dead-letters --stage ${stage}`)];
  });
  return lines.length > 0 ? lines : ['nothing waits and nothing was given up'];
};

const tell = ({ tries, queues, raised }: Status, { stage, hours }: Options, { stdout, now }: Io): void => {
  const span = hours === 1 ? 'the last hour' : `the last ${hours} hours`;
  const rows = tries.map(({ target, platform, outcome, reason, count }) => [
    target,
    platform,
    reason === outcome ? outcome : `${outcome}: ${reason}`,
    String(count),
  ]);
  stdout.write(rows.length > 0 ? `tries in ${span}\n` : `nothing was sent in ${span}\n`);
  if (rows.length > 0) writeRows(['TARGET', 'PLATFORM', 'OUTCOME', 'TRIES'], rows, stdout);
  stdout.write(`\n${queueLines(queues, stage).join('\n')}\n\n`);
  for (const alarm of raised) {
    const age = alarm.since ? ` for ${duration((now().getTime() - Date.parse(alarm.since)) / 1000)}` : '';
    stdout.write(`alarm ${alarm.name}${age}: ${alarm.description}\n`);
  }
  if (raised.length === 0) stdout.write('no alarm is raised\n');
};

/** Tells how a stage fares. @throws CliError where there is no such stage. */
const status = async (options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const call = await io.aws(options);
  const to = io.now();
  const span = { from: since(options, to), to };
  const [tries, queues, alarms] = await Promise.all([
    countTries(call, stage, span),
    readDepths(call, stage),
    readAlarms(call, stage),
  ]);
  if (!queues.deliveries) {
    throw new CliError(`no queues of stage ${stage}: check --stage, --region and --profile, or deploy it`);
  }
  const raised = alarms.filter(isRaised);
  const found = { tries, queues, raised };
  if (json) {
    const written = raised.map(({ name, since: raisedAt, description }) => ({ name, since: raisedAt, description }));
    writeJson(
      { stage, from: span.from.toISOString(), to: to.toISOString(), deliveries: tries, queues, alarms: written },
      io.stdout,
    );
  } else tell(found, options, io);
  return needsLook(found) ? EXIT.attention : EXIT.done;
};

export const addStatus = (program: Command, io: Io, exit: (code: number) => void): void => {
  withHours(withStage(program.command('status')))
    .description('tell what was delivered, what waits and which alarms are raised')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await status(options, io)));
};

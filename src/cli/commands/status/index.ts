import type { Command } from 'commander';
import { duration } from '../../../text/time.ts';
import { type Alarm, isRaised, readAlarms } from '../../aws/alarms.ts';
import { countDeliveries, type DeliveryCount } from '../../aws/delivery-counts.ts';
import { type Depth, type Queues, readDepths } from '../../aws/queue-depths.ts';
import { CliError, EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { requireStack } from '../../stack.ts';
import { clockTime } from '../../story/words.ts';
import { pipebell } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson, writeRows } from '../../terminal/table.ts';
import { type HoursOptions, since, withHours } from '../../time-window.ts';
import { type Recent, readRecent } from './recent.ts';

const HELP = `
The delivery outcomes come from CloudWatch, which is some minutes late; those of the last 15 minutes, and what waits for a
retry, are read from the deliverer's log. The numbers of messages are SQS's approximate ones. It only reads.

Exit codes: 0 healthy, 1 failed, 2 wrong usage, 3 attention needed: dead letters, events that were not routed,
an alarm.

Examples:
  npx pipebell status --stage prod
  npx pipebell status --stage prod --hours 168
  npx pipebell status --stage prod --json | jq '.queues.deadLetters.ready'`;

interface Options extends StageOptions, HoursOptions {
  readonly json?: boolean;
}

interface Status {
  readonly deliveries: readonly DeliveryCount[];
  readonly queues: Readonly<Record<keyof Queues, Depth | undefined>>;
  readonly raised: readonly Alarm[];
  /** `undefined` if the log may not be read. */
  readonly recent: Recent | undefined;
}

/** Describes the messages on a queue. */
const QUEUE_TEXTS: Readonly<Record<keyof Queues, (depth: Depth) => string>> = {
  deliveries: ({ ready, held }) =>
    `${counted(ready + held, 'delivery', 'deliveries')} on the queue, ${held} of them in progress or waiting for a retry`,
  unrouted: ({ ready, held }) => `${counted(ready + held, 'event')} not routed; the router retries`,
  deadLetters: ({ ready, held }) => `${counted(ready + held, 'dead letter')}`,
};

/** The queues that are empty in a healthy stage. */
const EMPTY_WHEN_HEALTHY = ['unrouted', 'deadLetters'] as const;

const total = (depth: Depth | undefined): number => (depth ? depth.ready + depth.held : 0);

const needsAttention = ({ queues, raised }: Status): boolean =>
  raised.length > 0 || EMPTY_WHEN_HEALTHY.some((name) => total(queues[name]) > 0);

const queueLines = (queues: Status['queues'], options: Options): string[] => {
  const names = Object.keys(QUEUE_TEXTS) as (keyof Queues)[];
  const lines = names.flatMap((name) => {
    const depth = queues[name];
    if (!depth || total(depth) === 0) return [];
    const more = name === 'deadLetters' ? `: ${pipebell('dead-letters', options)}` : '';
    return [`${QUEUE_TEXTS[name](depth)}${more}`];
  });
  return lines.length > 0 ? lines : ['no message waits, and there are no dead letters'];
};

/** What the metrics may not count yet, by the log, and what waits for a retry. */
const recentLines = (recent: Recent | undefined): string[] => {
  if (!recent) return ['the last minutes are not shown: your AWS credentials lack logs:FilterLogEvents'];
  const { from, outcomes, waiting } = recent;
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
  return [
    `since ${clockTime(from)}, by the log: ${counts.length > 0 ? counts.join(', ') : 'no delivery outcome'}`,
    ...waiting.map(({ target, reason, deliveries, nextAt }) => {
      const what = counted(deliveries, 'delivery waits', 'deliveries wait');
      return `${target}: ${what} for a retry (${reason}); next attempt due at ${clockTime(nextAt)}`;
    }),
  ];
};

const write = ({ deliveries, queues, raised, recent }: Status, options: Options, { stdout, now }: Io): void => {
  const { hours } = options;
  const span = hours === 1 ? 'the last hour' : `the last ${hours} hours`;
  const rows = deliveries.map(({ target, platform, outcome, reason, count }) => [
    target,
    platform,
    reason === outcome ? outcome : `${outcome}: ${reason}`,
    String(count),
  ]);
  const late = 'CloudWatch is some minutes late';
  stdout.write(
    rows.length > 0 ? `delivery outcomes in ${span} (${late})\n` : `no delivery is counted in ${span}; ${late}\n`,
  );
  if (rows.length > 0) writeRows(['TARGET', 'PLATFORM', 'OUTCOME', 'COUNT'], rows, stdout);
  stdout.write(`\n${recentLines(recent).join('\n')}\n`);
  stdout.write(`\n${queueLines(queues, options).join('\n')}\n\n`);
  for (const alarm of raised) {
    const age = alarm.since ? ` for ${duration((now().getTime() - Date.parse(alarm.since)) / 1000)}` : '';
    stdout.write(`alarm ${alarm.name}${age}: ${alarm.description}\n`);
  }
  if (raised.length === 0) stdout.write('no alarm is in state ALARM\n');
};

/** Shows the status of a stage. @throws CliError if the stage does not exist. */
const status = async (options: Options, io: Io): Promise<number> => {
  const { stage, json } = options;
  const call = await io.aws(options);
  await requireStack(options, io, call);
  const to = io.now();
  const span = { from: since(options, to), to };
  const [deliveries, queues, alarms, recent] = await Promise.all([
    countDeliveries(call, stage, span),
    readDepths(call, stage),
    readAlarms(call, stage),
    readRecent(call, stage, to),
  ]);
  if (!queues.deliveries) {
    throw new CliError(`no queues of stage ${stage}: check --stage, --region and --profile, or deploy the stage`);
  }
  const raised = alarms.filter(isRaised);
  const found = { deliveries, queues, raised, recent };
  if (json) {
    const written = raised.map(({ name, since: raisedAt, description }) => ({ name, since: raisedAt, description }));
    writeJson(
      { stage, from: span.from.toISOString(), to: to.toISOString(), deliveries, recent, queues, alarms: written },
      io.stdout,
    );
  } else write(found, options, io);
  return needsAttention(found) ? EXIT.attention : EXIT.done;
};

export const addStatus = (program: Command, io: Io, exit: (code: number) => void): void => {
  withHours(withStage(program.command('status')))
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await status(options, io)));
};

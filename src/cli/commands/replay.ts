import { type Command, InvalidArgumentError } from 'commander';
import { safeLine } from '../../text/safe-line.ts';
import { isoTime } from '../../text/time.ts';
import { callOnce, deployedStack } from '../aws/deployed.ts';
import { type Call, orMissing } from '../aws/operations.ts';
import { CliError, EXIT, explain, UsageError } from '../errors.ts';
import { type StageOptions, withDeployedStage } from '../options.ts';
import { requireStack } from '../stack.ts';
import type { Io } from '../terminal/io.ts';
import { createProgress } from '../terminal/progress.ts';
import { counted, writeJson } from '../terminal/table.ts';

const HELP = `
EventBridge sends the events that it archived in a period again, to the rules of this stage only. The archive exists if
the stack was deployed with archiveDays.

A target does not get the same delivery twice: the ledger keeps each delivery for 15 days. Events older than 14 days may
be delivered twice and are refused without --older. A target whose filters changed, or that was added later, gets the
events that match now.

Times have the form 2026-11-20T14:00Z. Ctrl-C cancels a running replay.

Exit codes: 0 replayed, 1 failed or cancelled, 2 wrong usage.

Examples:
  npx pipebell replay --stage prod --from 2026-11-20T14:00Z --to 2026-11-20T16:00Z --dry-run
  npx pipebell replay --stage prod --from 2026-11-20T14:00Z --yes`;

/** One day less than the ledger keeps deliveries: the replay itself takes time. */
const SAFE_DAYS = 14;
const DAY_MS = 86_400_000;
/** EventBridge may take this long to archive an event. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html */
const ARCHIVE_DELAY_MS = 600_000;
const POLL_EVERY_MS = 5000;
/** Consecutive failed reads of the replay's state, after which the command ends. */
const MAX_FAILED_POLLS = 6;
const MAX_REASON_CHARS = 200;

interface Options extends StageOptions {
  readonly from: Date;
  readonly to?: Date;
  readonly older?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface Plan {
  readonly name: string;
  readonly archive: string;
  readonly rules: readonly string[];
  readonly from: Date;
  readonly to: Date;
  readonly archiveArn: string;
  readonly busArn: string;
  readonly ruleArns: readonly string[];
}

const time = (value: string): Date => {
  const iso = isoTime(value);
  if (!iso) throw new InvalidArgumentError('Pass a time with its zone, such as 2026-11-20T14:00Z.');
  return new Date(iso);
};

const checkSpan = ({ from, to, older }: { from: Date; to: Date; older: boolean }, now: Date): void => {
  if (to > now) throw new UsageError('--to is in the future: no events are archived yet');
  if (from >= to && from.getTime() > now.getTime() - ARCHIVE_DELAY_MS) {
    throw new UsageError('--from is less than ten minutes ago: EventBridge may not have archived those events yet');
  }
  if (from >= to) throw new UsageError('--from must be before --to');
  if (older || now.getTime() - from.getTime() <= SAFE_DAYS * DAY_MS) return;
  throw new UsageError(
    `events older than ${SAFE_DAYS} days may be delivered twice, because the ledger no longer has them: pass --older to replay them`,
  );
};

const endOf = ({ to }: Options, now: Date): Date => to ?? new Date(now.getTime() - ARCHIVE_DELAY_MS);

/** @throws CliError if the stage has no archive or no rules. */
const planOf = async (call: Call, options: Options, now: Date): Promise<Plan> => {
  const { stage, from } = options;
  const stack = deployedStack(call, stage);
  const archive = await orMissing(call('events DescribeArchive', { ArchiveName: stack.name }));
  if (!archive) {
    throw new CliError(
      `stage ${stage} has no archive: deploy it with --param="archiveDays=30" to archive events from then on`,
    );
  }
  const rules = (await stack.rules()).map(({ name }) => name);
  if (rules.length === 0) throw new CliError(`stage ${stage} has no rules to replay events to`);
  return {
    name: `${stack.name}-${now.toISOString().replace(/\D/g, '').slice(0, 14)}`.slice(-64),
    archive: stack.name,
    rules,
    from,
    to: endOf(options, now),
    archiveArn: await stack.arnOf('events', `archive/${stack.name}`),
    busArn: await stack.arnOf('events', 'event-bus/default'),
    ruleArns: await Promise.all(rules.map((rule) => stack.arnOf('events', `rule/${rule}`))),
  };
};

const spanText = ({ from, to, rules }: Plan): string =>
  `the events from ${from.toISOString()} to ${to.toISOString()} to ${counted(rules.length, 'rule')}`;

const isConfirmed = async (plan: Plan, where: string, { yes }: Options, io: Io): Promise<boolean> => {
  if (yes) return true;
  if (!io.interactive) throw new UsageError('not a terminal: pass --yes to replay without a question, or --dry-run');
  return io.prompts.confirm(`Replay to ${where} ${spanText(plan)}?`, { initialValue: false });
};

/** The progress, from the time of the last replayed event. */
const progressText = ({ from, to }: Plan, last: Date | undefined): string => {
  const part = last ? (last.getTime() - from.getTime()) / (to.getTime() - from.getTime()) : 0;
  return `${Math.round(Math.min(1, Math.max(0, part)) * 100)} %`;
};

/** Reads the replay's state; `undefined` if that failed. @throws CliError after too many consecutive failures. */
const createPoll = (call: Call, { name }: Plan) => {
  let failures = 0;
  return async () => {
    try {
      const answer = await call('events DescribeReplay', { ReplayName: name });
      failures = 0;
      return answer;
    } catch (error) {
      failures += 1;
      if (failures < MAX_FAILED_POLLS) return undefined;
      const cancel = `aws events cancel-replay --replay-name ${name}`;
      throw new CliError(`${explain(error)}; the replay continues unless you cancel it: ${cancel}`);
    }
  };
};

/** Waits until the replay has ended; Ctrl-C cancels it. @returns its last state. */
const follow = async (call: Call, plan: Plan, io: Io): Promise<{ state: string; reason?: string | undefined }> => {
  const progress = createProgress(io);
  const poll = createPoll(call, plan);
  try {
    for (;;) {
      const { State = 'STARTING', StateReason, EventLastReplayedTime } = (await poll()) ?? {};
      if (/^(COMPLETED|CANCELLED|FAILED)$/.test(State)) return { state: State, reason: StateReason };
      if (io.signal.aborted) {
        await call('events CancelReplay', { ReplayName: plan.name });
        return { state: 'CANCELLED' };
      }
      progress.show(`${State.toLowerCase()}: ${progressText(plan, EventLastReplayedTime)} of the period`);
      await io.sleep(POLL_EVERY_MS);
    }
  } finally {
    progress.clear();
  }
};

const replay = async (options: Options, io: Io): Promise<number> => {
  const { json, dryRun, older = false } = options;
  const now = io.now();
  checkSpan({ from: options.from, to: endOf(options, now), older }, now);
  const open = await io.aws(options);
  const once = callOnce(open);
  const { where } = await requireStack(options, io, once);
  const plan = await planOf(once, options, now);
  const { name, archive, rules, from, to } = plan;
  const document = { replay: name, archive, rules, from: from.toISOString(), to: to.toISOString() };
  if (dryRun) {
    if (json) writeJson({ ...document, state: 'PLANNED' }, io.stdout);
    else io.stdout.write(`would replay ${spanText(plan)}: ${rules.join(', ')}\n`);
    return EXIT.done;
  }
  if (!(await isConfirmed(plan, where, options, io))) {
    io.stderr.write('stopped: nothing was replayed\n');
    return EXIT.failed;
  }
  await open('events StartReplay', {
    ReplayName: name,
    EventSourceArn: plan.archiveArn,
    EventStartTime: from,
    EventEndTime: to,
    Destination: { Arn: plan.busArn, FilterArns: [...plan.ruleArns] },
  });
  io.stderr.write(`replay ${name} has started\n`);
  if (now.getTime() - to.getTime() < ARCHIVE_DELAY_MS) {
    io.stderr.write('events of the last ten minutes may not be archived yet, and would be missing\n');
  }
  const { state, reason } = await follow(open, plan, io);
  if (json) writeJson({ ...document, state }, io.stdout);
  else io.stdout.write(`replay ${name} of ${where}: ${state.toLowerCase()}\n`);
  if (reason && state !== 'COMPLETED') io.stderr.write(`EventBridge reports: ${safeLine(reason, MAX_REASON_CHARS)}\n`);
  return state === 'COMPLETED' ? EXIT.done : EXIT.failed;
};

export const addReplay = (program: Command, io: Io, exit: (code: number) => void): void => {
  withDeployedStage(program.command('replay'))
    .requiredOption('--from <time>', 'start of the period', time)
    .option('--to <time>', 'end of the period (default: ten minutes ago)', time)
    .option('--older', `also replay events older than ${SAFE_DAYS} days, which may be delivered twice`)
    .option('--dry-run', 'show the period and the rules, and replay nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await replay(options, io)));
};

import { type Command, InvalidArgumentError } from 'commander';
import { safeLine } from '../../text/safe-line.ts';
import { isoTime } from '../../text/time.ts';
import { callOnce, deployedStack } from '../aws/deployed.ts';
import { type Call, orMissing } from '../aws/operations.ts';
import { CliError, EXIT, explain, UsageError } from '../errors.ts';
import { type StageOptions, withStage } from '../options.ts';
import type { Io } from '../terminal/io.ts';
import { createProgress } from '../terminal/progress.ts';
import { counted, writeJson } from '../terminal/table.ts';

const HELP = `
EventBridge sends what it has kept of a time once more, to the rules of this stage alone. It keeps what it brings if the
stack was deployed with archiveDays.

What a target has got it does not get again: the ledger remembers each delivery for 15 days. What is older than
14 may ring twice, and is refused without --older. What a target did not ask for at the time, or was added later, rings now.

Times are like 2026-11-20T14:00Z. Ctrl-C cancels the replay.

Exit codes: 0 all is sent again, 1 failed or cancelled, 2 wrong usage.

Examples:
  npx pipebell replay --stage prod --from 2026-11-20T14:00Z --to 2026-11-20T16:00Z --dry-run
  npx pipebell replay --stage prod --from 2026-11-20T14:00Z --yes`;

/** One day less than the ledger remembers, for the replay itself. */
const SAFE_DAYS = 14;
const DAY_MS = 86_400_000;
/** So long it may take until an event is kept. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html */
const KEPT_AFTER_MS = 600_000;
const LOOK_EVERY_MS = 5000;
/** Looks in a row that may fail, as they do when AWS is busy, before nobody waits any more. */
const MAX_BLIND_LOOKS = 6;
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
  if (!iso) throw new InvalidArgumentError('It takes a time with its zone, such as 2026-11-20T14:00Z.');
  return new Date(iso);
};

const checkSpan = ({ from, to, older }: { from: Date; to: Date; older: boolean }, now: Date): void => {
  if (to > now) throw new UsageError('--to lies ahead: nothing has been kept of it yet');
  if (from >= to && from.getTime() > now.getTime() - KEPT_AFTER_MS) {
    throw new UsageError('--from lies less than ten minutes back: EventBridge may not have kept that yet');
  }
  if (from >= to) throw new UsageError('--from must come before --to');
  if (older || now.getTime() - from.getTime() <= SAFE_DAYS * DAY_MS) return;
  throw new UsageError(
    `what is older than ${SAFE_DAYS} days may ring a second time, because the ledger forgets it: --older replays it all the same`,
  );
};

const endOf = ({ to }: Options, now: Date): Date => to ?? new Date(now.getTime() - KEPT_AFTER_MS);

/** @throws CliError where there is nothing to replay from or to. */
const planOf = async (call: Call, options: Options, now: Date): Promise<Plan> => {
  const { stage, from } = options;
  const stack = deployedStack(call, stage);
  const archive = await orMissing(call('events DescribeArchive', { ArchiveName: stack.name }));
  if (!archive) {
    throw new CliError(
      `stage ${stage} has no archive: deploy it with --param="archiveDays=30" to keep events from then on`,
    );
  }
  const rules = (await stack.rules()).map(({ name }) => name);
  if (rules.length === 0) throw new CliError(`stage ${stage} has no rule that the events could be sent to`);
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

const spanWords = ({ from, to, rules }: Plan): string =>
  `what was kept from ${from.toISOString()} to ${to.toISOString()}, to ${counted(rules.length, 'rule')}`;

const isConfirmed = async (plan: Plan, { yes, stage }: Options, io: Io): Promise<boolean> => {
  if (yes) return true;
  if (!io.interactive) throw new UsageError('not a terminal: pass --yes to replay without a question, or --dry-run');
  return io.prompts.confirm(`Replay in stage ${stage} ${spanWords(plan)}?`, { initialValue: false });
};

/** How far it is, by the time of the event that was sent last. */
const share = ({ from, to }: Plan, last: Date | undefined): string => {
  const part = last ? (last.getTime() - from.getTime()) / (to.getTime() - from.getTime()) : 0;
  return `${Math.round(Math.min(1, Math.max(0, part)) * 100)} %`;
};

/** A look at the replay. @throws CliError that says what goes on without us, once too many have failed in a row. */
const createLook = (call: Call, { name }: Plan) => {
  let blind = 0;
  return async () => {
    try {
      const answer = await call('events DescribeReplay', { ReplayName: name });
      blind = 0;
      return answer;
    } catch (error) {
      blind += 1;
      if (blind < MAX_BLIND_LOOKS) return undefined;
      const cancel = `aws events cancel-replay --replay-name ${name}`;
      throw new CliError(`${explain(error)}; the replay goes on, unless you cancel it: ${cancel}`);
    }
  };
};

/** Looks until the replay has ended. @returns its last state; a replay that is broken off is cancelled. */
const follow = async (call: Call, plan: Plan, io: Io): Promise<{ state: string; reason?: string | undefined }> => {
  const progress = createProgress(io);
  const look = createLook(call, plan);
  try {
    for (;;) {
      const { State = 'STARTING', StateReason, EventLastReplayedTime } = (await look()) ?? {};
      if (/^(COMPLETED|CANCELLED|FAILED)$/.test(State)) return { state: State, reason: StateReason };
      if (io.signal.aborted) {
        await call('events CancelReplay', { ReplayName: plan.name });
        return { state: 'CANCELLED' };
      }
      progress.show(`${State.toLowerCase()}: ${share(plan, EventLastReplayedTime)} of the time`);
      await io.sleep(LOOK_EVERY_MS);
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
  const plan = await planOf(callOnce(open), options, now);
  const { name, archive, rules, from, to } = plan;
  const told = { replay: name, archive, rules, from: from.toISOString(), to: to.toISOString() };
  if (dryRun) {
    if (json) writeJson({ ...told, state: 'PLANNED' }, io.stdout);
    else io.stdout.write(`it would send again ${spanWords(plan)}: ${rules.join(', ')}\n`);
    return EXIT.done;
  }
  if (!(await isConfirmed(plan, options, io))) {
    io.stderr.write('nothing was sent\n');
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
  if (now.getTime() - to.getTime() < KEPT_AFTER_MS) {
    io.stderr.write('what is younger than ten minutes may not be kept yet, and is missing then\n');
  }
  const { state, reason } = await follow(open, plan, io);
  if (json) writeJson({ ...told, state }, io.stdout);
  else io.stdout.write(`replay ${name}: ${state.toLowerCase()}\n`);
  if (reason && state !== 'COMPLETED') io.stderr.write(`EventBridge says: ${safeLine(reason, MAX_REASON_CHARS)}\n`);
  return state === 'COMPLETED' ? EXIT.done : EXIT.failed;
};

export const addReplay = (program: Command, io: Io, exit: (code: number) => void): void => {
  withStage(program.command('replay'))
    .description('send again what EventBridge has kept of a time')
    .requiredOption('--from <time>', 'from when on', time)
    .option('--to <time>', 'until when; ten minutes ago unless said', time)
    .option('--older', `what is older than ${SAFE_DAYS} days too, which may ring twice`)
    .option('--dry-run', 'say what would be sent again')
    .option('--yes', 'do not ask')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await replay(options, io)));
};

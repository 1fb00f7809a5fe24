import type { Command } from 'commander';
import type { DeadLetter } from '../../../dead-letters/dead-letter.ts';
import { type Lease, type Leased, openLease, releaseFailedNote } from '../../../dead-letters/lease.ts';
import { type SendPorts, sendAgain, watchReturns } from '../../../dead-letters/send-again.ts';
import { queueNames } from '../../../model/stack.ts';
import { duration } from '../../../text/time.ts';
import { openDeadLetterQueues } from '../../dead-letter-queues.ts';
import { EXIT, UsageError } from '../../errors.ts';
import { between, type DeadLetterFilter, matches, type StageOptions, withFilter, withStage } from '../../options.ts';
import { requireStack, type Stack } from '../../stack.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import { counted } from '../../terminal/table.ts';
import { destinations, type Plan, reportPlan, reportRedrive } from './report.ts';

const HELP = `
Deliveries are sent to the deliverer, the oldest first, each to the lane of its target. Events that were not routed are
sent to the router. Each message is sent first and deleted afterwards. If the command ends in between, the dead letter
stays, and sending it again makes no second message in the channel: SQS drops the copy within five minutes, and the ledger
skips it later. Messages that cannot be read are left unless --reason invalid-message selects them.

Exit codes: 0 done, 1 failed or stopped, 2 wrong usage, 3 some came back.

Examples:
  npx pipebell redrive --stage prod --dry-run
  npx pipebell redrive --stage prod --target team-web --reason gone
  npx pipebell redrive --stage prod --yes --rate 1 --wait 300 --json`;

interface Options extends StageOptions, DeadLetterFilter {
  readonly rate: number;
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** A running redrive. */
interface Work {
  readonly options: Options;
  readonly stack: Stack;
  readonly io: Io;
  readonly lease: Lease;
  readonly queueFor: SendPorts['queueFor'];
  readonly progress: Progress;
}

/** Unreadable messages would come back unchanged, so they are sent only if `--reason` selects them. */
const isChosen =
  (options: Options) =>
  (deadLetter: DeadLetter): boolean =>
    matches(options, deadLetter) &&
    (deadLetter.kind !== 'unreadable' || options.reason?.includes('invalid-message') === true);

const makePlan = async ({ options, stack, lease, queueFor }: Work): Promise<Plan> => {
  await lease.receive();
  const all = lease.all();
  const chosen = all.filter(({ deadLetter }) => isChosen(options)(deadLetter));
  return {
    stage: options.stage,
    where: stack.where,
    chosen,
    unreadable: all.filter(({ deadLetter }) => matches(options, deadLetter)).length - chosen.length,
    overflowed: lease.overflowed,
    to: ({ deadLetter }) => queueFor(deadLetter.kind).name,
  };
};

/** Asks for confirmation. All leases are released meanwhile, because an answer may take long. @returns the dead letters that are still there. */
const confirm = async (plan: Plan, { options, io, lease, progress }: Work): Promise<readonly Leased[] | undefined> => {
  if (options.yes) return plan.chosen;
  await lease.release();
  progress.clear();
  const { where, chosen } = plan;
  const time = duration(Math.max(1, chosen.length / options.rate));
  const what = `Send ${counted(chosen.length, 'dead letter')} of ${where} again (${destinations(plan)})?`;
  const question = `${what} At ${options.rate} per second this takes ${time}.`;
  if (!(await io.prompts.confirm(question, { initialValue: false }))) return undefined;
  const confirmed = new Set(chosen.map(({ deadLetter }) => deadLetter.messageId));
  await lease.receive();
  return lease.all().filter(({ deadLetter }) => confirmed.has(deadLetter.messageId));
};

const sendAndWatch = async (plan: Plan, confirmed: readonly Leased[], { options, ...work }: Work): Promise<number> => {
  const { io, lease, queueFor, progress } = work;
  const { now, sleep, signal } = io;
  const chosen = new Set(confirmed);
  await lease.release(lease.all().filter((leased) => !chosen.has(leased)));
  const ports = { lease, now, sleep, signal };
  const show = (done: number): void => progress.show(`${done} of ${confirmed.length} sent`);
  const result = await sendAgain(confirmed, { ...ports, queueFor, perSecond: options.rate, progress: show });
  const errors = [...result.errors];
  let back: Leased[] = [];
  if (options.wait > 0 && !signal.aborted) {
    const showReturns = (count: number): void =>
      progress.show(`${result.sent.length} sent, ${count} came back so far (watching for ${options.wait} s)`);
    showReturns(0);
    back = await watchReturns(result.sent, options.wait, { ...ports, progress: showReturns }).catch(
      (error: unknown) => {
        errors.push(error);
        return [];
      },
    );
  }
  progress.clear();
  const missing = plan.chosen.length - confirmed.length;
  const redrive = { ...result, errors, back, missing, waitSeconds: options.wait };
  return reportRedrive(plan, redrive, { ...options, json: options.json === true }, io);
};

const run = async (work: Work): Promise<number> => {
  const { options, io, progress } = work;
  const { dryRun = false, json = false } = options;
  const plan = await makePlan(work);
  const isReportOnly = dryRun || plan.chosen.length === 0;
  const confirmed = io.signal.aborted || isReportOnly ? undefined : await confirm(plan, work);
  if (confirmed && !io.signal.aborted) return sendAndWatch(plan, confirmed, work);
  progress.clear();
  if (isReportOnly && !io.signal.aborted) return reportPlan(plan, { ...options, json, dryRun }, io);
  io.stderr.write('stopped: nothing was sent\n');
  return EXIT.failed;
};

const redrive = async (options: Options, io: Io): Promise<number> => {
  if (!options.yes && !options.dryRun && !io.interactive) {
    throw new UsageError('not a terminal: pass --yes to send without a question, or --dry-run');
  }
  const stack = await requireStack(options, io);
  const open = await io.queues(options);
  const names = queueNames(options.stage);
  const queues = await openDeadLetterQueues(options.stage, open);
  const [deliveries, unrouted] = await Promise.all([open(names.deliveries), open(names.unrouted)]);
  const queueFor: Work['queueFor'] = (kind) => (kind === 'event' ? unrouted : deliveries);
  const progress = createProgress(io);
  const showRead = (leased: number): void => progress.show(`${leased} read`);
  const lease = openLease({
    queues,
    now: io.now,
    signal: io.signal,
    keepsBody: isChosen(options),
    progress: showRead,
  });
  try {
    return await run({ options, stack, io, lease, queueFor, progress });
  } finally {
    progress.clear();
    const failed = await lease.release();
    if (failed > 0) io.stderr.write(`${releaseFailedNote(failed)}\n`);
  }
};

export const addRedrive = (program: Command, io: Io, exit: (code: number) => void): void => {
  withFilter(withStage(program.command('redrive')))
    .option('--rate <n>', 'messages per second; Slack accepts one per second', between(0.1, 100), 5)
    .option('--dry-run', 'show the messages that would be sent, and send none')
    .option('--yes', 'do not ask')
    .option('--wait <seconds>', 'how long to watch for messages that come back; 0: not at all', between(0, 3600), 60)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await redrive(options, io)));
};

import type { Command } from 'commander';
import type { DeadLetter } from '../../../dead-letters/dead-letter.ts';
import { type Hand, type Held, hiddenNote, openHand } from '../../../dead-letters/lease.ts';
import { type SendPorts, sendAgain, watchReturns } from '../../../dead-letters/send-again.ts';
import { queueNames } from '../../../model/stack.ts';

import { duration } from '../../../text/time.ts';
import { EXIT, UsageError } from '../../errors.ts';
import { between, type LetterFilter, matches, type StageOptions, withFilter, withStage } from '../../options.ts';
import { openSources } from '../../sources.ts';
import type { Io } from '../../terminal/io.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import { counted } from '../../terminal/table.ts';
import { destinations, type Plan, tellPlan, tellRedrive } from './report.ts';

const HELP = `
Deliveries go back to the deliverer, events that were never routed to the router. Each is sent first and deleted then;
should this break off in between, the ledger keeps the copy from becoming a second message. What cannot be read is left
alone unless --reason invalid-message asks for it.

Exit codes: 0 done, 1 failed or broken off, 2 wrong usage, 3 some came back.

Examples:
  npx pipebell redrive --stage prod --dry-run
  npx pipebell redrive --stage prod --target team-web --reason gone
  npx pipebell redrive --stage prod --yes --rate 1 --wait 300 --json`;

interface Options extends StageOptions, LetterFilter {
  readonly rate: number;
  readonly wait: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** A redrive under way. */
interface Work {
  readonly options: Options;
  readonly io: Io;
  readonly hand: Hand;
  readonly queueFor: SendPorts['queueFor'];
  readonly progress: Progress;
}

/** What cannot be read would come back as it is; only who asks for it gets it sent. */
const chooses =
  (options: Options) =>
  (letter: DeadLetter): boolean =>
    matches(options, letter) && (letter.kind !== 'unreadable' || options.reason?.includes('invalid-message') === true);

const survey = async ({ options, hand, queueFor }: Work): Promise<Plan> => {
  await hand.take();
  const all = hand.letters();
  const chosen = all.filter(({ letter }) => chooses(options)(letter));
  return {
    stage: options.stage,
    chosen,
    unreadable: all.filter(({ letter }) => matches(options, letter)).length - chosen.length,
    overflowed: hand.overflowed,
    to: ({ letter }) => queueFor(letter.kind).name,
  };
};

/** Asks, with everything handed back meanwhile: a person may take a long time. @returns what is still there then. */
const confirm = async (plan: Plan, { options, io, hand, progress }: Work): Promise<readonly Held[] | undefined> => {
  if (options.yes) return plan.chosen;
  await hand.handBack();
  progress.clear();
  const { stage, chosen } = plan;
  const time = duration(Math.max(1, chosen.length / options.rate));
  const what = `Send ${counted(chosen.length, 'dead letter')} of stage ${stage} again (${destinations(plan)})?`;
  const answer = await io.ask(`${what} At ${options.rate} a second it takes ${time}. [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) return undefined;
  const agreed = new Set(chosen.map(({ letter }) => letter.messageId));
  await hand.take();
  return hand.letters().filter(({ letter }) => agreed.has(letter.messageId));
};

const sendAndWatch = async (plan: Plan, letters: readonly Held[], { options, ...work }: Work): Promise<number> => {
  const { io, hand, queueFor, progress } = work;
  const { now, sleep, signal } = io;
  const chosen = new Set(letters);
  await hand.handBack(hand.letters().filter((held) => !chosen.has(held)));
  const ports = { hand, now, sleep, signal };
  const show = (done: number): void => progress.show(`${done} of ${letters.length} sent`);
  const result = await sendAgain(letters, { ...ports, queueFor, perSecond: options.rate, progress: show });
  const errors = [...result.errors];
  let back: Held[] = [];
  if (options.wait > 0 && !signal.aborted) {
    const look = (count: number): void =>
      progress.show(`${result.sent.length} sent, ${count} came back so far (watching for ${options.wait} s)`);
    look(0);
    back = await watchReturns(result.sent, options.wait, { ...ports, progress: look }).catch((error: unknown) => {
      errors.push(error);
      return [];
    });
  }
  progress.clear();
  const vanished = plan.chosen.length - letters.length;
  const redrive = { ...result, errors, back, vanished, waitSeconds: options.wait };
  return tellRedrive(plan, redrive, { json: options.json === true }, io);
};

const run = async (work: Work): Promise<number> => {
  const { options, io, progress } = work;
  const { dryRun = false, json = false } = options;
  const plan = await survey(work);
  const over = dryRun || plan.chosen.length === 0;
  const letters = io.signal.aborted || over ? undefined : await confirm(plan, work);
  if (letters && !io.signal.aborted) return sendAndWatch(plan, letters, work);
  progress.clear();
  if (over && !io.signal.aborted) return tellPlan(plan, { json, dryRun }, io);
  io.stderr.write('stopped: nothing was sent\n');
  return EXIT.failed;
};

/** Sends the dead letters of a stage again. */
const redrive = async (options: Options, io: Io): Promise<number> => {
  if (!options.yes && !options.dryRun && !io.interactive) {
    throw new UsageError('redrive asks before it sends, and here is no terminal to ask at: add --yes, or --dry-run');
  }
  const open = await io.queues(options);
  const names = queueNames(options.stage);
  const sources = await openSources(options.stage, open);
  const [deliveries, unrouted] = await Promise.all([open(names.deliveries), open(names.unrouted)]);
  const queueFor: Work['queueFor'] = (kind) => (kind === 'event' ? unrouted : deliveries);
  const progress = createProgress(io);
  const read = (taken: number): void => progress.show(`${taken} read`);
  const hand = openHand({ sources, now: io.now, signal: io.signal, keeps: chooses(options), progress: read });
  try {
    return await run({ options, io, hand, queueFor, progress });
  } finally {
    progress.clear();
    const stuck = await hand.handBack();
    if (stuck > 0) io.stderr.write(`${hiddenNote(stuck)}\n`);
  }
};

export const addRedrive = (program: Command, io: Io, exit: (code: number) => void): void => {
  withFilter(withStage(program.command('redrive')))
    .description('send dead letters again')
    .option('--rate <n>', 'messages per second; Slack takes one a second', between(0.1, 100), 5)
    .option('--dry-run', 'only show what would be sent')
    .option('--yes', 'do not ask')
    .option('--wait <seconds>', 'how long to watch what comes back; 0 does not', between(0, 3600), 60)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (options: Options) => exit(await redrive(options, io)));
};

import type { DeadLetter } from '../../../dead-letters/dead-letter.ts';
import type { Leased } from '../../../dead-letters/lease.ts';
import type { SendResult } from '../../../dead-letters/send-again.ts';
import { EXIT, explain } from '../../errors.ts';
import { nextSteps } from '../../next-steps.ts';
import type { StageOptions } from '../../options.ts';
import { reasonLines } from '../../reason-lines.ts';
import { pipebell } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, tally, writeJson, writeTable } from '../../terminal/table.ts';

interface Options extends StageOptions {
  readonly json: boolean;
}

/** The messages that a redrive will send. */
export interface Plan {
  readonly stage: string;
  /** The stack, its account and its Region. */
  readonly where: string;
  readonly chosen: readonly Leased[];
  /** Number of messages left out because they cannot be read. */
  readonly unreadable: number;
  /** True if there were more dead letters than one redrive reads. */
  readonly overflowed: boolean;
  /** Name of the queue that a message is sent to. */
  readonly to: (leased: Leased) => string;
}

/** The result of a redrive. */
export interface Redrive extends SendResult {
  readonly back: readonly Leased[];
  /** Number of messages that were gone when the question was answered. */
  readonly missing: number;
  /** How long the dead letters were watched for messages that come back. */
  readonly waitSeconds: number;
}

/** The JSON document of a redrive that has sent nothing yet. */
const document = ({ stage, chosen, unreadable, overflowed }: Plan) => ({
  stage,
  dryRun: false,
  selected: chosen.length,
  unreadable,
  complete: !overflowed,
  sent: 0,
  left: chosen.length,
  undeleted: 0,
  cameBack: [] as DeadLetter[],
  errors: [] as string[],
});

const remarks = ({ unreadable, overflowed }: Plan, options: Options): string[] => [
  ...(unreadable > 0
    ? [
        `${counted(unreadable, 'dead letter')} cannot be read and ${unreadable === 1 ? 'was' : 'were'} left out; ` +
          `this sends them: ${pipebell('redrive --reason invalid-message', options)}`,
      ]
    : []),
  ...(overflowed ? [`there are more dead letters: run this again: ${pipebell('redrive', options)}`] : []),
];

/** The number of messages for each queue: `pipebell-prod-deliveries 98, pipebell-prod-unrouted 2`. */
export const destinations = ({ chosen, to }: Plan): string => tally(chosen.map(to));

/** Writes which messages a redrive would send, or that there are none. @returns the exit code. */
export const reportPlan = (plan: Plan, options: Options & { readonly dryRun: boolean }, io: Io): number => {
  const { json, dryRun } = options;
  const { chosen } = plan;
  if (json) {
    const deadLetters = chosen.map((leased) => ({ ...leased.deadLetter, to: plan.to(leased) }));
    writeJson({ ...document(plan), dryRun, ...(dryRun && { deadLetters }) }, io.stdout);
    return EXIT.done;
  }
  if (chosen.length === 0) io.stdout.write(`no dead letters to send in stage ${plan.stage}\n`);
  else {
    const deadLetters = chosen.map(({ deadLetter }) => deadLetter);
    writeTable(deadLetters, io.now(), io.stdout);
    io.stdout.write(`\nwould send ${counted(chosen.length, 'dead letter')}: ${destinations(plan)}\n`);
  }
  for (const remark of remarks(plan, options)) io.stdout.write(`${remark}\n`);
  return EXIT.done;
};

const sentLine = ({ sent, back, waitSeconds }: Redrive): string => {
  const reasons = tally(back.map(({ deadLetter }) => deadLetter.reason));
  if (back.length > 0) return `${sent.length} sent, ${back.length} came back (${reasons})`;
  const watched = sent.some(({ deadLetter }) => deadLetter.deliveryId !== undefined);
  return `${sent.length} sent${watched && waitSeconds > 0 ? `, none came back within ${waitSeconds} s` : ''}`;
};

const errorLines = ({ undeleted, left, missing, errors }: Redrive): string[] => [
  ...(missing > 0 ? [`${missing} not sent: another reader has leased or deleted them`] : []),
  ...(left > 0 ? [`${counted(left, 'dead letter')} not sent, and still on the queue`] : []),
  ...(undeleted > 0
    ? [`${undeleted} sent but not deleted: if they are sent again, SQS or the ledger skips the copies`]
    : []),
  ...errors.map(explain),
];

/** Writes the result of a redrive. @returns the exit code. */
export const reportRedrive = async (plan: Plan, redrive: Redrive, options: Options, io: Io): Promise<number> => {
  const { sent, back, undeleted, left, errors } = redrive;
  const { json } = options;
  const returned = back.map(({ deadLetter }) => deadLetter);
  if (json) {
    const messages = errors.map(explain);
    writeJson(
      { ...document(plan), sent: sent.length, left, undeleted, cameBack: returned, errors: messages },
      io.stdout,
    );
  } else {
    const reasons = reasonLines(returned.map(({ reason }) => reason));
    for (const line of [sentLine(redrive), ...reasons]) io.stdout.write(`${line}\n`);
    io.stdout.write(await nextSteps(returned, options, io));
    if (back.length > 0) io.stdout.write(`after that: ${pipebell('redrive', options)}\n`);
    for (const remark of remarks(plan, options)) io.stdout.write(`${remark}\n`);
  }
  for (const line of errorLines(redrive)) io.stderr.write(`${line}\n`);
  if (left > 0 || undeleted > 0 || errors.length > 0) return EXIT.failed;
  return back.length > 0 ? EXIT.cameBack : EXIT.done;
};

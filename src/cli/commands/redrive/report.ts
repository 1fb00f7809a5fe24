import type { DeadLetter } from '../../../dead-letters/dead-letter.ts';
import type { Held } from '../../../dead-letters/lease.ts';
import type { SendResult } from '../../../dead-letters/send-again.ts';
import { EXIT, explain } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, tally, writeJson, writeTable } from '../../terminal/table.ts';

/** What a redrive was about to do. */
export interface Plan {
  readonly stage: string;
  readonly chosen: readonly Held[];
  /** Not chosen only because they cannot be read. */
  readonly unreadable: number;
  /** Were there more dead letters than are read at a time? */
  readonly overflowed: boolean;
  /** Name of the queue that each goes to. */
  readonly to: (held: Held) => string;
}

/** What became of it. */
export interface Redrive extends SendResult {
  readonly back: readonly Held[];
  /** No longer there when the answer to the question came. */
  readonly vanished: number;
  /** How long it was watched what comes back. */
  readonly waitSeconds: number;
}

/** What `--json` promises, of a redrive in which nothing has been sent. */
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

const remarks = ({ unreadable, overflowed, stage }: Plan): string[] => [
  ...(unreadable > 0
    ? [
        `${counted(unreadable, 'dead letter')} cannot be read and ${unreadable === 1 ? 'stays' : 'stay'}; ` +
          '--reason invalid-message sends them too',
      ]
    : []),
  ...(overflowed ? [`there are more: npx pipebell redrive --stage ${stage} once again`] : []),
];

/** Where to: `pipebell-prod-deliveries 98, pipebell-prod-unrouted 2`. */
export const destinations = ({ chosen, to }: Plan): string => tally(chosen.map(to));

/** Tells what a redrive would send, or that there is nothing to send. */
export const tellPlan = (plan: Plan, { json, dryRun }: { json: boolean; dryRun: boolean }, io: Io): number => {
  const { chosen } = plan;
  if (json) {
    const letters = chosen.map((held) => ({ ...held.letter, to: plan.to(held) }));
    writeJson({ ...document(plan), dryRun, ...(dryRun && { letters }) }, io.stdout);
    return EXIT.done;
  }
  if (chosen.length === 0) io.stdout.write(`nothing to send again in stage ${plan.stage}\n`);
  else {
    const letters = chosen.map(({ letter }) => letter);
    writeTable(letters, io.now(), io.stdout);
    io.stdout.write(`\nwould send ${counted(chosen.length, 'dead letter')}: ${destinations(plan)}\n`);
  }
  for (const remark of remarks(plan)) io.stdout.write(`${remark}\n`);
  return EXIT.done;
};

const sentLine = ({ sent, back, waitSeconds }: Redrive): string => {
  const reasons = tally(back.map(({ letter }) => letter.reason));
  if (back.length > 0) return `${sent.length} sent, ${back.length} came back (${reasons})`;
  const watched = sent.some(({ letter }) => letter.deliveryId !== undefined);
  return `${sent.length} sent${watched && waitSeconds > 0 ? `, none came back within ${waitSeconds} s` : ''}`;
};

const troubleLines = ({ undeleted, left, vanished, errors }: Redrive): string[] => [
  ...(vanished > 0 ? [`${vanished} were no longer there: somebody else has them, or had`] : []),
  ...(left > 0 ? [`${counted(left, 'dead letter')} not sent: still where they were`] : []),
  ...(undeleted > 0
    ? [`${undeleted} sent but not deleted: sending them once more makes no second message, the ledger sees to that`]
    : []),
  ...errors.map(explain),
];

/** Tells what a redrive did. @returns the exit code. */
export const tellRedrive = (plan: Plan, redrive: Redrive, { json }: { json: boolean }, io: Io): number => {
  const { sent, back, undeleted, left, errors } = redrive;
  if (json) {
    const cameBack = back.map(({ letter }) => letter);
    const words = errors.map(explain);
    writeJson({ ...document(plan), sent: sent.length, left, undeleted, cameBack, errors: words }, io.stdout);
  } else {
    for (const line of [sentLine(redrive), ...remarks(plan)]) io.stdout.write(`${line}\n`);
  }
  for (const line of troubleLines(redrive)) io.stderr.write(`${line}\n`);
  if (left > 0 || undeleted > 0 || errors.length > 0) return EXIT.failed;
  return back.length > 0 ? EXIT.cameBack : EXIT.done;
};

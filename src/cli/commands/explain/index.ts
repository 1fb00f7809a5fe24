import { type Command, Option } from 'commander';
import { type Notification, TRANSITIONS, type Transition } from '../../../model/notification.ts';
import { sampleTargets } from '../../../studio/sample-targets.ts';
import { sizeWords } from '../../../targets/limits.ts';
import type { Stored } from '../../../targets/raw-target.ts';
import { explainAt, type Verdict } from '../../../targets/verdict.ts';
import { safeLine } from '../../../text/safe-line.ts';
import { missingText } from '../../../wording/unavailable.ts';
import { headline, plainText } from '../../../wording/words.ts';
import { EXIT, UsageError } from '../../errors.ts';
import { EVENT_HELP, readEvent } from '../../event.ts';
import { type StageOptions, withAccount, withoutDefaultStage, withPrivate } from '../../options.ts';
import { announceAccount, requireStack } from '../../stack.ts';
import { targetsFromFile, targetsOfStage } from '../../target-set.ts';
import type { Io } from '../../terminal/io.ts';
import { counted, writeJson, writeRows } from '../../terminal/table.ts';
import { readExecution } from './execution.ts';

const HELP = `${EVENT_HELP}

The meaning of an end after earlier runs (fixed, still-failing) is known to the deployed relay only; --means sets it
here. It only reads.

Without --stage and --targets the targets are samples.

--execution explains an execution of a pipeline instead of EVENT. It calls AWS as the deployed relay does: why the
execution failed, who made the change and, with --stage, what its end means after earlier runs.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a target that would get the event cannot be used.

Examples:
  npx pipebell explain failed
  npx pipebell explain failed --stage prod
  npx pipebell explain event.json --targets targets.json
  npx pipebell explain --execution shop-prod/5d2f0c9a-7b1e-4c38-8a64-1f0e9d8c7b6a --stage prod
  npx pipebell explain - --stage prod --means fixed --json < event.json`;

interface Options extends Partial<StageOptions> {
  readonly execution?: string;
  readonly targets?: string;
  readonly means?: Transition['kind'];
  readonly allowPrivate?: boolean;
  readonly json?: boolean;
}

/** The transitions that are possible for each moment. */
const MEANINGS: Partial<Record<Notification['moment'], readonly Transition['kind'][]>> = {
  failed: ['broken', 'still-failing'],
  succeeded: ['fixed', 'recovered-on-retry'],
};

/** Sets the transition of a notification. @throws UsageError if it is impossible. */
const withTransition = (notification: Notification, kind: Transition['kind'] | undefined): Notification => {
  if (!kind) return notification;
  const { moment, time } = notification;
  if (!MEANINGS[moment]?.includes(kind))
    throw new UsageError(`--means: an event with the moment ${moment} cannot be ${kind}`);
  return { ...notification, transition: { kind, count: kind === 'still-failing' ? 2 : 1, since: time } };
};

/** True if earlier runs decide what the end means, and no transition is set. */
const lacksTransition = ({ level, moment, transition }: Notification): boolean =>
  level === 'pipeline' && (moment === 'failed' || moment === 'succeeded') && !transition;

const cells = ({ target, platform = '-', gets, words, problems, sizes }: Verdict): string[] => [
  target,
  platform,
  problems.length > 0 ? 'invalid' : gets ? 'yes' : 'no',
  [words, ...problems, ...(sizes.length > 0 ? [sizeWords(sizes)] : [])].join('; '),
];

const missingWords = (fact: string): string => safeLine(missingText(fact).filter(Boolean).join(': '), 200);

const write = (
  notification: Notification,
  verdicts: readonly Verdict[],
  { json, execution, stage, targets }: Options,
  io: Io,
): void => {
  const isSample = stage === undefined && targets === undefined;
  const summary = safeLine(plainText(notification, 1000), 1000);
  const getting = verdicts.filter(({ gets, problems }) => gets && problems.length === 0).length;
  if (json) {
    const { source, moment, level, transition, missing } = notification;
    const event = {
      source,
      moment,
      level,
      transition: transition?.kind,
      headline: safeLine(headline(notification), 300),
      missing: missing?.map(missingWords),
    };
    writeJson({ event, summary, ...(isSample && { sampleTargets: true }), targets: verdicts }, io.stdout);
    return;
  }
  io.stdout.write(`${summary}\n\n`);
  if (verdicts.length > 0) writeRows(['TARGET', 'PLATFORM', 'GETS IT', 'WHY'], verdicts.map(cells), io.stdout);
  const none = verdicts.length === 0 ? 'there are no targets' : 'no target gets it';
  io.stdout.write(`\n${getting > 0 ? `${counted(getting, 'target')} of ${verdicts.length} would get it` : none}\n`);
  for (const fact of notification.missing ?? []) io.stderr.write(`not available: ${missingWords(fact)}\n`);
  const isHistoryKnown = execution !== undefined && stage !== undefined;
  if (lacksTransition(notification) && !isHistoryKnown) {
    io.stderr.write('its meaning after earlier runs is unknown here: pass --means\n');
  }
};

/** The event of a file, a sample or an execution. @throws UsageError unless exactly one is passed. */
const eventOf = async (name: string | undefined, options: Options, io: Io): Promise<Notification> => {
  const { execution } = options;
  if (name !== undefined && execution === undefined) return (await readEvent(name, io)).notification;
  if (name === undefined && execution !== undefined) {
    if (options.stage === undefined) await announceAccount(options, io);
    return readExecution(execution, options, io);
  }
  throw new UsageError('pass exactly one of: EVENT, --execution');
};

/** The targets of a stage or of a file. Without either, sample targets, which standard error says. */
const storedTargets = async (options: Options, io: Io): Promise<readonly Stored[]> => {
  const { stage, targets } = options;
  if (stage !== undefined) return targetsOfStage(stage, options, io);
  if (targets !== undefined) return targetsFromFile(targets, io);
  io.stderr.write('these are sample targets: pass --stage or --targets for your own\n');
  return sampleTargets.targets;
};

/** Lists which targets get an event, and why the others do not. */
const explain = async (name: string | undefined, options: Options, io: Io): Promise<number> => {
  const { stage, targets, allowPrivate = false } = options;
  if (stage !== undefined && targets !== undefined) throw new UsageError('pass only one of: --stage, --targets');
  if (name === '-' && targets === '-')
    throw new UsageError('standard input can hold the event or the targets, not both');
  if (stage !== undefined && allowPrivate) {
    throw new UsageError('--allow-private is for --targets: for --stage the parameter of the stack decides');
  }
  const stack = stage === undefined ? { allowPrivate } : await requireStack({ ...options, stage }, io);
  const notification = withTransition(await eventOf(name, options, io), options.means);
  const stored = await storedTargets(options, io);
  const verdicts = await Promise.all(
    stored.map(
      async (each) => (await explainAt(each, notification, { stage, allowPrivate: stack.allowPrivate })).verdict,
    ),
  );
  write(notification, verdicts, options, io);
  return verdicts.some(({ gets, filter, problems }) => problems.length > 0 && (gets || filter === 'invalid'))
    ? EXIT.attention
    : EXIT.done;
};

export const addExplain = (program: Command, io: Io, exit: (code: number) => void): void => {
  withPrivate(withAccount(program.command('explain').argument('[event]')))
    .option('--execution <pipeline/id>', 'explain an execution of a pipeline instead of EVENT')
    .option('--targets <file>', 'a JSON file of targets by name instead of the stage’s')
    .addOption(new Option('--means <what>', 'the meaning of the end after earlier runs').choices([...TRANSITIONS]))
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (event: string | undefined, options: Options, command: Command) => {
      const chosen = options.targets === undefined ? options : withoutDefaultStage(options, command);
      exit(await explain(event, chosen, io));
    });
};

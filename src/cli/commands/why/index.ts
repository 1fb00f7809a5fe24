import type { Command } from 'commander';
import { closest } from '../../../text/closest.ts';
import type { Call } from '../../aws/operations.ts';
import { CliError, EXIT } from '../../errors.ts';
import { type StageOptions, withStage } from '../../options.ts';
import { parseSince } from '../../since.ts';
import { requireStack } from '../../stack.ts';
import type { EventStory, StageTarget, TargetState } from '../../story/facts.ts';
import { readFacts, readTargets } from '../../story/read.ts';
import { storyOf } from '../../story/story.ts';
import { subjectName } from '../../subject.ts';
import { pipebell } from '../../suggest.ts';
import { parseTargetName } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import { writeJson } from '../../terminal/table.ts';
import { readArrival } from './arrival.ts';
import { findRoutings } from './events.ts';
import { type Next, nextSteps } from './next.ts';
import { eventIds, othersLines } from './others.ts';
import { writeNoEvent, writeStories } from './print.ts';

const HELP = `
PIPELINE may also be a resource, such as a build project or an alarm, or the id of an execution, an event or a delivery.
It shows the newest event, with --all each event since --since: whether it arrived, which targets got it and when, which
did not and because of which filter, what failed, and what to do next. It reads the functions' logs, the targets and,
if a delivery was given up, the dead letters. It changes nothing.

--since takes 2h, 30m, 3d, 03:00 (local time, the latest), 03:00Z or a time such as 2026-03-04T03:00:00Z.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 attention needed: no event, a dead letter, a waiting delivery, an invalid
target.

Examples:
  npx pipebell why shop-prod --stage prod
  npx pipebell why shop-prod --stage prod --since 03:00 --all
  npx pipebell why shop-prod --stage prod --target team-web
  npx pipebell why shop-prod --stage prod --json | jq '.events[].targets[] | select(.state != "delivered")'`;

interface Options extends StageOptions {
  readonly since: string;
  readonly target?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Events that are shown with `--all`. */
const MAX_EVENTS = 50;

const ATTENTION: readonly TargetState[] = ['dead-letter', 'waiting', 'invalid'];

/** @throws CliError if there is no such target, now or in the stories. */
const onlyTarget = (
  stories: readonly EventStory[],
  only: string | undefined,
  targets: readonly StageTarget[],
  options: StageOptions,
): EventStory[] => {
  if (only === undefined) return [...stories];
  const known = new Set([
    ...targets.map(({ name }) => name),
    ...stories.flatMap((story) => story.targets.map((each) => each.target)),
  ]);
  if (!known.has(only)) {
    const similar = closest(only, known);
    const hint = similar === undefined ? `${pipebell('targets list', options)} lists them` : `did you mean ${similar}?`;
    throw new CliError(`no target ${only} in stage ${options.stage}`, { next: hint });
  }
  return stories.map((story) => ({ ...story, targets: story.targets.filter(({ target }) => target === only) }));
};

const noEvent = async (
  name: string,
  from: Date,
  options: Options & { targets: readonly StageTarget[]; call: Call },
  io: Io,
): Promise<number> => {
  const { stage, json, targets, call } = options;
  const arrival = await readArrival(call, stage, from);
  const isTarget = targets.some((target) => target.name === name);
  const similar = closest(
    name,
    [...arrival.seen].filter((each) => each !== name),
  );
  const next: Next[] = isTarget
    ? [{ what: `${name} is a target: its deliveries`, command: pipebell(`history ${name}`, options) }]
    : [{ what: 'check the way from the rules to the targets', command: pipebell('doctor', options) }];
  if (json) writeJson({ stage, name, from: from.toISOString(), complete: true, events: [], arrival, next }, io.stdout);
  else writeNoEvent({ name, from, similar }, arrival, next, io.stdout);
  return EXIT.attention;
};

/** Shows what happened to the events of a pipeline or a resource at each target. */
const why = async (given: string, options: Options, io: Io): Promise<number> => {
  const { stage, target: only, all = false, json = false } = options;
  const name = subjectName(given);
  const from = parseSince(options.since, io.now());
  const call = await io.aws(options);
  const { allowPrivate } = await requireStack(options, io, call);
  const [targets, found] = await Promise.all([
    readTargets({ ...options, allowPrivate }, io),
    findRoutings(call, stage, name, from),
  ]);
  if (found.lines.length === 0) return noEvent(name, from, { ...options, targets, call }, io);
  const shown = eventIds(found.lines).slice(all ? -MAX_EVENTS : -1);
  const lines = found.lines.filter(({ eventId }) => shown.includes(eventId ?? ''));
  const { facts, cut } = await readFacts(lines, { ...options, deadLetters: true }, { io, call });
  const stories = onlyTarget(
    facts.map((each) => storyOf(each, targets)),
    only,
    targets,
    options,
  );
  const next = nextSteps(stories, { only, targets }, options);
  const complete = !cut && !found.cut;
  if (json) writeJson({ stage, name, from: from.toISOString(), complete, events: stories, next }, io.stdout);
  else {
    writeStories(stories, { others: othersLines(found.lines, shown), next }, io.stdout);
    if (!complete) io.stderr.write('the logs have more lines than are read: pass a later --since\n');
  }
  const needsAttention = stories.some((story) => story.targets.some(({ state }) => ATTENTION.includes(state)));
  return needsAttention ? EXIT.attention : EXIT.done;
};

export const addWhy = (program: Command, io: Io, exit: (code: number) => void): void => {
  withStage(program.command('why').argument('<pipeline>', 'a pipeline, a resource, or an id'))
    .option('--since <time>', 'how far back to read: 2h, 03:00 or an ISO time', '24h')
    .option('--target <name>', 'only this target', parseTargetName)
    .option('--all', 'every event in this time instead of the newest')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', HELP)
    .action(async (name: string, options: Options) => exit(await why(name, options, io)));
};

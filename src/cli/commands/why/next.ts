import { shellWord } from '../../../text/shell-word.ts';
import type { StageOptions } from '../../options.ts';
import type { EventStory, StageTarget, TargetStory } from '../../story/facts.ts';
import { pipebell } from '../../suggest.ts';

/** A command to run next, and for what. */
export interface Next {
  readonly what: string;
  readonly command: string;
}

/** Reasons to wait that a test message examines. One more message would make `throttled` worse. */
const FAILING: readonly string[] = ['unavailable', 'timeout', 'network', 'tls', 'secret-unavailable'];

/** The value of a filter with which the target gets such events; `undefined` if that must be done by hand. */
const widened = (
  { filter = '', wants = [], has }: TargetStory,
  { moment, level }: EventStory,
): string[] | undefined => {
  if (filter === 'on') return moment === undefined ? undefined : [...wants, moment];
  if (filter === 'levels') return level === undefined ? undefined : [...wants, level];
  // A glob that is not shown whole would be lost.
  if (has === undefined || [...wants, has].some((glob) => /^!|…|\[redacted\]/.test(glob))) return undefined;
  return [...wants, has];
};

/** The command that lets a stopped target get such events. */
const passing = (each: TargetStory, story: EventStory, options: StageOptions): Next => {
  const { target, filter = '' } = each;
  if (filter === 'enabled') {
    return { what: `enable ${target}`, command: pipebell(`targets enable ${target}`, options) };
  }
  const values = widened(each, story);
  const option = `--${filter.replace('.', '-')}`;
  return values
    ? {
        what: `let ${target} get such events`,
        command: pipebell(`targets edit ${target} ${option} ${shellWord(values.join(','))}`, options),
      }
    : { what: `see the filters of ${target}`, command: pipebell(`targets show ${target}`, options) };
};

const ofTarget = (each: TargetStory, options: StageOptions): Next[] => {
  const { target, state, reason = '' } = each;
  const test = {
    what: `find out whether ${target} works now`,
    command: pipebell(`targets test ${target}`, options),
  };
  const redrive = {
    what: `then send its dead letters again`,
    command: pipebell(`redrive --target ${target}`, options),
  };
  if (state === 'dead-letter') return [test, redrive];
  if (state === 'invalid') return [{ what: 'see what is wrong', command: pipebell('targets check', options) }];
  if (state === 'waiting' && FAILING.includes(reason)) return [test];
  return [];
};

/**
 * The commands to run next, each once.
 * @param only set if the user asked about one target, so that a command that changes its filters is of use.
 */
export const nextSteps = (
  stories: readonly EventStory[],
  { only, targets }: { only: string | undefined; targets: readonly StageTarget[] },
  options: StageOptions,
): Next[] => {
  const steps = stories.flatMap((story) => {
    const own = story.targets.flatMap((each) => ofTarget(each, options));
    const stopped = story.targets.filter(({ state }) => state === 'stopped');
    return only === undefined ? own : [...own, ...stopped.map((each) => passing(each, story, options))];
  });
  if (targets.length === 0) {
    steps.push({ what: 'add a target', command: pipebell('targets add NAME', options) });
  }
  return [...new Map(steps.map((step) => [step.command, step])).values()];
};

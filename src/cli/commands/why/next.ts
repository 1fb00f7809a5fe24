import type { EventStory, StageTarget, TargetStory } from '../../story/facts.ts';

/** A command to run next, and for what. */
export interface Next {
  readonly what: string;
  readonly command: string;
}

/** Reasons to wait that a test message examines. One more message would make `throttled` worse. */
const FAILING: readonly string[] = ['unavailable', 'timeout', 'network', 'tls', 'secret-unavailable'];

const quoted = (values: readonly string[]): string => {
  const list = values.join(',');
  return /^[\w.,@:-]+$/.test(list) ? list : `'${list.replaceAll("'", "'\\''")}'`;
};

/** The value of a filter with which the target gets such events; `undefined` if an exclusion must be removed by hand. */
const widened = (
  { filter = '', wants = [], has }: TargetStory,
  { moment, level }: EventStory,
): string[] | undefined => {
  if (filter === 'on') return moment === undefined ? undefined : [...wants, moment];
  if (filter === 'levels') return level === undefined ? undefined : [...wants, level];
  if (has === undefined || wants.some((glob) => glob.startsWith('!'))) return undefined;
  return [...wants, has];
};

/** The command that lets a stopped target get such events. */
const passing = (each: TargetStory, story: EventStory, stage: string): Next => {
  const { target, filter = '' } = each;
  if (filter === 'enabled') {
    return { what: `enable ${target}`, command: `npx pipebell targets enable ${target} --stage ${stage}` };
  }
  const values = widened(each, story);
  const edit = `npx pipebell targets edit ${target} --stage ${stage}`;
  const option = `--${filter.replace('.', '-')}`;
  return values
    ? { what: `let ${target} get such events`, command: `${edit} ${option} ${quoted(values)}` }
    : { what: `see the filters of ${target}`, command: `npx pipebell targets show ${target} --stage ${stage}` };
};

const ofTarget = (each: TargetStory, stage: string): Next[] => {
  const { target, state, reason = '' } = each;
  const test = {
    what: `find out whether ${target} works now`,
    command: `npx pipebell targets test ${target} --stage ${stage}`,
  };
  const redrive = {
    what: `then send its dead letters again`,
    command: `npx pipebell redrive --stage ${stage} --target ${target}`,
  };
  if (state === 'dead-letter') return [test, redrive];
  if (state === 'invalid')
    return [{ what: 'see what is wrong', command: `npx pipebell targets check --stage ${stage}` }];
  if (state === 'waiting' && FAILING.includes(reason)) return [test];
  return [];
};

/**
 * The commands to run next, each once.
 * @param only set if the user asked about one target, so that a command that changes its filters is of use.
 */
export const nextSteps = (
  stories: readonly EventStory[],
  { stage, only, targets }: { stage: string; only: string | undefined; targets: readonly StageTarget[] },
): Next[] => {
  const steps = stories.flatMap((story) => {
    const own = story.targets.flatMap((each) => ofTarget(each, stage));
    const stopped = story.targets.filter(({ state }) => state === 'stopped');
    return only === undefined ? own : [...own, ...stopped.map((each) => passing(each, story, stage))];
  });
  if (targets.length === 0) {
    steps.push({ what: 'add a target', command: `npx pipebell targets add NAME --stage ${stage}` });
  }
  return [...new Map(steps.map((step) => [step.command, step])).values()];
};

import type { RootFacts } from '../model/conversation.ts';
import type { Moment, Notification } from '../model/notification.ts';
import { cleanLine } from '../text/clean.ts';
import { duration, secondsBetween } from '../text/time.ts';

type StageState = NonNullable<RootFacts['stages']>[number]['state'];

const MARKS: Readonly<Record<StageState, string>> = { running: '⏳', succeeded: '✓', failed: '✗', stopped: '⏹️' };

/** Stages on one line. The latest ones are shown, because a run is at the last of them. */
const MAX_STAGES = 8;
const MAX_NAME_CHARS = 40;

/** Whole minutes from one minute on. */
const rounded = (seconds: number): string => duration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);

/** Ends whose duration is that of the run. */
const MEASURED: readonly Moment[] = ['succeeded', 'failed', 'stopped', 'rolled-back', 'superseded'];

/** Ends after which no stage goes on. */
const ENDED: readonly Moment[] = [...MEASURED, 'canceled', 'abandoned', 'rejected', 'expired'];

const tookText = ({ moment, level, durationSeconds }: Notification): string =>
  durationSeconds !== undefined && level !== 'action' && MEASURED.includes(moment)
    ? `took ${duration(durationSeconds)}`
    : '';

/** `4 min so far, usually 9 min` for a run that goes on, `took 4 min 12 s, usually 9 min` for one that ended. */
const timeText = (notification: Notification, { since, at, usualSeconds }: RootFacts, isRunning: boolean): string => {
  const soFar = isRunning ? secondsBetween(since, at) : undefined;
  const time = isRunning ? soFar && `${rounded(soFar)} so far` : tookText(notification);
  return [time, usualSeconds && `usually ${rounded(usualSeconds)}`].filter(Boolean).join(', ');
};

/** The stages of a run with a mark for the state of each, and its duration: `Source ✓  Build ⏳ · 4 min so far`. */
export const stagesText = (notification: Notification, facts: RootFacts, isRunning: boolean): string => {
  const { stages = [] } = facts;
  const earlier = stages.length - MAX_STAGES;
  // How the stage ended is not known, but it has: its run is over.
  const markOf = (state: StageState): string =>
    state === 'running' && ENDED.includes(notification.moment) ? '' : MARKS[state];
  const shown = stages
    .slice(-MAX_STAGES)
    .map(({ name, state }) => `${cleanLine(name, MAX_NAME_CHARS)} ${markOf(state)}`.trim());
  const line = [earlier > 0 ? `+${earlier} earlier` : '', ...shown].filter(Boolean).join('  ');
  const time = line || isRunning ? timeText(notification, facts, isRunning) : '';
  return [line, time].filter(Boolean).join(' · ');
};

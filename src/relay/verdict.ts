import type { Ending, History } from '../model/history.ts';
import type { Transition } from '../model/notification.ts';
import { failingBeside, isKnown, markOpened, remember, transitionAt } from './history.ts';
import { openAfter } from './streaks.ts';

/** What an ending means in view of a history. */
export interface Verdict {
  /** The history with the ending in it. */
  readonly history: History;
  readonly transition: Transition | undefined;
  /** No earlier event has reported the ending. */
  readonly isNew: boolean;
  /** Another event of the same evaluation reports it: an alarm and its contributors have events of their own. */
  readonly isCovered: boolean;
  /** How many other contributors of the alarm are in alarm. */
  readonly beside: number;
}

/** The events of an alarm and of its contributors about one evaluation have nearly the same time. */
const SAME_EVALUATION_MS = 1000;

const isSameEvaluation = (a: Ending, b: Ending): boolean =>
  Math.abs(Date.parse(a.time) - Date.parse(b.time)) <= SAME_EVALUATION_MS;

const hasSeries = ({ endings, seriesBefore }: History): boolean =>
  seriesBefore !== undefined || endings.some(({ series }) => series !== undefined);

/** Whether a series of the subject is failing. */
export const hasFailingSeries = (history: History): boolean => [...openAfter(history).keys()].some((key) => key !== '');

/** An alarm is not reported beside its contributors, and a contributor not beside the alarm's own report. */
const covered = (known: History, ending: Ending): boolean => {
  if (!ending.failed) return false;
  if (ending.whole) return hasFailingSeries(known);
  const isReport = (each: Ending): boolean => each.whole === true && each.failed && isSameEvaluation(each, ending);
  return ending.series !== undefined && known.endings.some(isReport);
};

/**
 * Judges an ending.
 * @param past endings of the same series that AWS lists. They are not used for runs without a series beside some that have one,
 * because AWS does not list the series of runs.
 */
export const decide = (known: History, past: readonly Ending[], ending: Ending, lasting: boolean): Verdict => {
  const isCovered = covered(known, ending);
  // A write whose answer was lost counts as failed, but the ending is in the history then.
  const isOwn = known.endings.some(({ id, mark }) => id === ending.id && mark === ending.mark);
  const isNew = isOwn || !isKnown(known, ending);
  // The contributors keep the alarm failing. If it were recorded too, it would stay so after the last of them.
  if (isCovered && ending.whole) return { history: known, transition: undefined, isNew, isCovered, beside: 0 };
  const isMixed = ending.series === undefined && hasSeries(known);
  const listed = isMixed ? [] : past.filter(({ series }) => series === ending.series);
  const judged = [...listed, ending].reduce(remember, known);
  const transition = transitionAt(judged, ending.id, lasting);
  const history = judged !== known && transition?.kind === 'broken' ? markOpened(judged, ending.id) : judged;
  return { history, transition, isNew, isCovered, beside: lasting ? failingBeside(judged, ending.id) : 0 };
};

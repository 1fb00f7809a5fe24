import type { FlowDelivery, FlowStep } from '../../flow-api.ts';
import { duration, plural } from '../parts/time.ts';

/** Age at which a delivery that fails becomes a dead letter, in milliseconds. */
export const GIVEN_UP_MS = 10 * 3_600_000;

/** Compresses later times, so that the first minutes are as wide as the last hours. */
const EXPONENT = 0.4;

/** Position of an age on the axis, in percent. */
export const positionOf = (ageMs: number): number =>
  100 * (Math.min(Math.max(ageMs, 0), GIVEN_UP_MS) / GIVEN_UP_MS) ** EXPONENT;

const MINUTE_MS = 60_000;

/** The labelled ages of the axis, in milliseconds. */
export const TICKS: readonly { readonly ageMs: number; readonly label: string }[] = [
  { ageMs: 0, label: '0' },
  { ageMs: MINUTE_MS, label: '1 min' },
  { ageMs: 10 * MINUTE_MS, label: '10 min' },
  { ageMs: 60 * MINUTE_MS, label: '1 h' },
  { ageMs: 180 * MINUTE_MS, label: '3 h' },
  { ageMs: GIVEN_UP_MS, label: '10 h' },
];

export interface Attempt {
  readonly ageMs: number;
  readonly kind: 'delivered' | 'retry' | 'rejected';
  readonly text: string;
}

/** What happened to a delivery since it was queued, or last sent again. */
export interface Course {
  /** The requests, and the end of the delivery, which may come without one. */
  readonly attempts: readonly Attempt[];
  /** The present; `undefined` once the delivery has ended. */
  readonly nowMs?: number;
  /** The next attempt. */
  readonly nextMs?: number;
  readonly summary: string;
}

const isAttempt = (step: FlowStep): step is FlowStep & Pick<Attempt, 'kind'> =>
  step.kind === 'delivered' || step.kind === 'rejected' || (step.kind === 'retry' && step.sent === true);

const summaryOf = ({ state }: FlowDelivery, count: number, lastMs: number, leftMs: number | undefined): string => {
  const done = plural(count, 'attempt');
  if (state === 'delivered') return `Delivered after ${done} and ${duration(lastMs)}.`;
  if (state === 'dead') return `Given up after ${done} and ${duration(lastMs)}. It is a dead letter now.`;
  const next = leftMs === undefined ? '' : ` The next attempt is in ${duration(leftMs)}.`;
  return `${done} so far.${next} After 10 hours without success it becomes a dead letter.`;
};

/** The course of a delivery that was not delivered at once; `undefined` for others. */
export const courseOf = (delivery: FlowDelivery, now: number): Course | undefined => {
  const { steps, state, until } = delivery;
  const start = steps.findLastIndex(({ kind }) => kind === 'queued' || kind === 'redriven');
  const own = steps.slice(Math.max(start, 0));
  const startMs = Date.parse(own[0]?.at ?? '');
  if (!own.some(({ kind }) => kind === 'retry' || kind === 'rejected')) return undefined;
  const attempts = own
    .filter(isAttempt)
    .map(({ at, kind, text }): Attempt => ({ ageMs: Date.parse(at) - startMs, kind, text }));
  const isOpen = state === 'waiting' || state === 'sending' || state === 'queued';
  const leftMs = until === undefined ? undefined : Math.max(0, Date.parse(until) - now);
  return {
    attempts,
    ...(isOpen && { nowMs: now - startMs }),
    ...(isOpen && until !== undefined && { nextMs: Date.parse(until) - startMs }),
    summary: summaryOf(delivery, own.filter(({ sent }) => sent).length, attempts.at(-1)?.ageMs ?? 0, leftMs),
  };
};

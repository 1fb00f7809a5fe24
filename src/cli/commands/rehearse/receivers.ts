import type { HttpReply } from '../../../model/http.ts';
import type { UsableTarget } from './targets.ts';

/** Least time between two messages of a platform that documents none, in milliseconds. */
const PACE_MS = 1000;

/**
 * Receivers in memory, which accept every request.
 * @param paced those of targets that fold take one message in the time that their platform documents, or in a second.
 * @returns the reply to a request for a target.
 */
export const createReceivers = (targets: readonly UsableTarget[], paced: boolean, now: () => Date) => {
  const busyUntil = new Map<string, number>();
  const slow = new Map(
    targets.filter(({ opened }) => paced && opened.folds).map(({ name, opened }) => [name, opened.channel.paceMs]),
  );
  return (target: string): HttpReply => {
    const time = now().getTime();
    if (time < (busyUntil.get(target) ?? 0)) return { status: 429, body: 'rate_limited', retryAfterSeconds: 1 };
    if (slow.has(target)) busyUntil.set(target, time + (slow.get(target) ?? PACE_MS));
    return { status: 200, body: 'ok' };
  };
};

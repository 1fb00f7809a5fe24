import { MARGIN_MS } from './attempt.ts';
import { type LaneMemo, paceOf } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { deadlineMs } from './patience.ts';

/** Longest wait inside the function, in milliseconds. A longer one hides the messages instead. */
const MAX_SLEEP_MS = 4000;

/** Shortest deadline at the end of the function's time, and how much faster the target must have answered before. */
const MIN_DEADLINE_MS = 5000;
const LATENCY_FACTOR = 4;

/**
 * Waits for the pause and the pace of the lane.
 * @returns when the next request may start, in epoch milliseconds, if that is too far away to wait inside the function.
 */
export const waitForTurn = async (lane: LaneMemo, ports: LanePorts): Promise<number | undefined> => {
  for (;;) {
    const pace = paceOf(lane);
    const due = Math.max(lane.pausedUntil(), pace ? (lane.state.sentAt ?? 0) + pace.intervalMs : 0);
    const wait = due - ports.now().getTime();
    if (wait <= 0) return undefined;
    if (wait > MAX_SLEEP_MS || ports.remainingMs() < wait + MIN_DEADLINE_MS + MARGIN_MS) return due;
    await ports.sleep(wait);
  }
};

/**
 * The longest time for a request, in milliseconds. Near the end of the function's time it is shorter for a target that
 * has answered fast.
 * @param latencyMs the slowest answer of the target in this batch.
 * @returns `undefined` if the answer could come too late for this function.
 */
export const requestDeadline = (
  timeoutMs: number,
  failures: number,
  remainingMs: number,
  latencyMs: number | undefined,
): number | undefined => {
  const wanted = deadlineMs(timeoutMs, failures);
  const left = remainingMs - MARGIN_MS;
  if (left >= wanted) return wanted;
  const isFast = latencyMs !== undefined && left >= Math.max(MIN_DEADLINE_MS, LATENCY_FACTOR * latencyMs);
  return isFast ? left : undefined;
};

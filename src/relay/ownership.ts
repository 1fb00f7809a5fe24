import type { LanePorts } from './lane-ports.ts';
import { canBeHidden } from './patience.ts';
import type { Job } from './received.ts';

/**
 * Age of a first receive, in milliseconds, after which the messages may be received again before this function ends: the
 * visibility timeout of 180 s less the 30 s of a function, with a margin.
 */
const MAX_RECEIVE_AGE_MS = 120_000;

/** Visibility of a repeated receive, in seconds: that of the queue, from now on. */
const VISIBILITY_SECONDS = 180;

/**
 * Checks that the messages of a lane are still hidden from other functions. An invocation can begin long after the
 * receive, and the queue may have handed out the messages again. If not, it reports the lane as returned.
 */
export const isOwn = async (lane: string, jobs: readonly Job[], ports: LanePorts): Promise<boolean> => {
  const [first] = jobs.map(({ message }) => message);
  if (!first) return false;
  const returned = (error?: unknown): false => {
    ports.notice({ kind: 'lane-returned', lane, messages: jobs.length, ...(error !== undefined && { error }) });
    return false;
  };
  const now = ports.now().getTime();
  const firstReceivedAt = first.firstReceivedAt.getTime();
  if (first.receives === 1) return now - firstReceivedAt <= MAX_RECEIVE_AGE_MS || returned();
  if (!canBeHidden(now, firstReceivedAt)) return true;
  try {
    await ports.hide([{ message: first, seconds: VISIBILITY_SECONDS }]);
    return true;
  } catch (error) {
    // The queue rejects a receipt that is not the newest. Other errors, such as a missing permission, look the same.
    return returned(error);
  }
};

import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { hideSeconds } from './patience.ts';
import type { Job, Received } from './received.ts';

/** The end of a lane's work in one batch. */
export interface LaneResult {
  readonly handled: readonly Received[];
  /** The first message that stays and all messages after it, as Lambda requires for a FIFO queue. */
  readonly returned: readonly Received[];
}

/**
 * Returns the messages that stay: stores the state of the lane, deletes what was handled and hides the rest on purpose.
 * In this order, because another function can work the lane as soon as its messages are visible.
 */
export const handBack = async (
  lane: LaneMemo,
  jobs: readonly Job[],
  finished: ReadonlySet<Job>,
  until: number,
  ports: LanePorts,
): Promise<LaneResult> => {
  const messages = jobs.map(({ message }) => message);
  const handled = jobs.filter((job) => finished.has(job)).map(({ message }) => message);
  const stays = jobs.filter((job) => !finished.has(job)).map(({ message }) => message);
  const [first] = stays;
  const receives = first && Object.fromEntries(stays.map((message) => [message.messageId, message.receives]));
  const attempts = Object.entries(lane.state.attempts ?? {}).filter(([id]) => receives && id in receives);
  lane.change({
    receives,
    attempts: attempts.length > 0 ? Object.fromEntries(attempts) : undefined,
    trials: undefined,
  });
  await lane.save();
  if (!first) return { handled, returned: [] };
  const now = ports.now().getTime();
  const hidings = stays.flatMap((message) => {
    const seconds = hideSeconds(until, now, message.firstReceivedAt.getTime());
    return seconds === undefined ? [] : [{ message, seconds }];
  });
  try {
    if (handled.length > 0) await ports.remove(handled);
    if (hidings.length > 0) await ports.hide(hidings);
  } catch (error) {
    ports.notice({ kind: 'queue-failed', lane: lane.name, error });
  }
  return { handled, returned: messages.slice(messages.indexOf(first)) };
};

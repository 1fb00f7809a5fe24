import type { LaneMemo } from './lane-memo.ts';
import type { Job } from './received.ts';

/** How often the handling of a message is begun after a suspected crash, before the message is given up. */
const MAX_TRIALS = 3;

/**
 * Whether a message was handed out more often than it was returned: a function ended without an outcome, so the message
 * may crash it.
 */
export const isSuspicious = (lane: LaneMemo, { message }: Job): boolean =>
  message.receives > lane.notedReceives(message.messageId) + 1;

/** Counts how often the handling of suspicious messages of a lane is begun. */
export const createTrials = (lane: LaneMemo) => ({
  /** Counts the trial of a suspicious message. @returns whether it is one too many. */
  async isTooOften(job: Job): Promise<boolean> {
    if (!isSuspicious(lane, job)) return false;
    const { messageId } = job.message;
    const { trials = {} } = lane.state;
    const count = trials[messageId] ?? 0;
    if (count >= MAX_TRIALS) return true;
    lane.change({ trials: { ...trials, [messageId]: count + 1 } });
    await lane.save();
    return false;
  },

  /** The handling of a message had an outcome. It is stored with the next change of the lane. */
  end({ message }: Job): void {
    const { [message.messageId]: _, ...trials } = lane.state.trials ?? {};
    lane.change({ trials: Object.keys(trials).length > 0 ? trials : undefined });
  },
});

import type { Snapshot } from '../model/ledger.ts';
import { type Outcome, REASONS } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { attempt } from './attempt.ts';
import { downFor, settleFailure } from './failure.ts';
import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { attemptKey, phaseOf, wantsProgress } from './order.ts';
import { afterSuccess } from './pace.ts';
import { CONFIRMED_MS, unattemptedWaitMs } from './patience.ts';
import { firstSentAt, type Readable } from './received.ts';
import type { Settlement, Step, UpdateDue } from './settle.ts';
import { isSuspicious } from './trials.ts';
import { requestDeadline, waitForTurn } from './turn.ts';

/** Makes the function that attempts the deliveries of one lane in one batch. */
export const createSender = (lane: LaneMemo, snapshot: Snapshot, ports: LanePorts) => {
  const now = (): number => ports.now().getTime();
  let hasFailed = false;
  let latencyMs: number | undefined;

  const clearFailures = (): void => {
    hasFailed = false;
    lane.change({ failures: undefined, failingSince: undefined, nextAttemptAt: undefined, rejectedSince: undefined });
  };
  /** Whether a rejection that platforms also give in passing has lasted long enough to be final. */
  const isConfirmed = (): boolean => {
    const { rejectedSince = now() } = lane.state;
    lane.change({ rejectedSince });
    return now() - rejectedSince >= CONFIRMED_MS;
  };
  /** A success does not clear a failure of the same batch: the failure may be that of another message. */
  const noteAnswer = (): void => {
    if (!hasFailed) clearFailures();
  };

  /** Waits for the lane's turn, sends the delivery and settles the outcome. */
  const send = async (
    { message, delivery }: Readable,
    target: OpenTarget,
    settlement: Settlement,
  ): Promise<Step | UpdateDue> => {
    const { platform, chat, channel, on } = target;
    const { notification } = delivery;
    const key = attemptKey(delivery.target, notification);
    const phase = chat ? phaseOf(notification) : undefined;
    const end = phase === 'progress' ? (ports.memory.end(key) ?? snapshot.end(key)) : undefined;
    if (end !== undefined && Date.parse(end) >= Date.parse(notification.time)) {
      return settlement.skip({ kind: 'skipped', reason: 'superseded' }, platform);
    }
    const due = await waitForTurn(lane, ports);
    if (due !== undefined) {
      const isPaused = lane.pausedUntil() >= due;
      const outcome = isPaused ? ({ kind: 'retry', reason: 'paused' } as const) : undefined;
      return settlement.wait(due, outcome, { platform, ...downFor(lane, now()) });
    }
    const deadline = requestDeadline(channel.timeoutMs, lane.state.failures ?? 0, ports.remainingMs(), latencyMs);
    if (deadline === undefined) return { kind: 'stays', until: now() };

    const ended = phase === 'final' && wantsProgress(on) ? { attempt: key, time: notification.time } : undefined;
    // Before the request: another lane of this function may send the progress that becomes out of date.
    if (ended) ports.memory.noteEnd(ended);
    const sentAt = now();
    lane.change({ sentAt });
    ports.notice({ kind: 'attempt', delivery });
    const answer = await attempt(
      delivery,
      target,
      {
        deadlineMs: deadline,
        isRepeat: lane.attempts(message) > 0 || isSuspicious(lane, { message, delivery }),
        queuedAt: new Date(firstSentAt(message)),
      },
      ports,
    );
    const outcome: Outcome =
      answer.kind === 'rejected' && answer.unconfirmed && !isConfirmed()
        ? { ...answer, kind: 'retry', reason: 'unavailable' }
        : answer;
    latencyMs = Math.max(latencyMs ?? 0, now() - sentAt);
    if (outcome.kind === 'delivered') {
      const { pace } = lane.state;
      if (pace) lane.change({ pace: afterSuccess(pace, now(), channel.paceMs) });
      noteAnswer();
      if (outcome.updateDue) {
        if (ended) await ports.ledger.conclude(ended);
        settlement.report(outcome, { platform });
        return { kind: 'update-due' };
      }
      ports.memory.noteDelivered(delivery.id);
      const recording = ports.ledger.delivered(delivery.id, ended);
      // While the table is called: the delivery has arrived even if the function ends before the answer.
      const step = settlement.delivered(outcome, platform);
      await recording;
      return step;
    }
    if (ended) await ports.ledger.conclude(ended);
    if (outcome.kind === 'skipped') return settlement.skip(outcome, platform);
    if (outcome.reason === 'update-due') return { kind: 'update-due' };
    if (REASONS[outcome.reason].sent) lane.countAttempt(message);
    if (outcome.kind === 'rejected') {
      if (outcome.status !== undefined && !outcome.unconfirmed) noteAnswer();
      return settlement.bury(outcome, platform);
    }
    if (outcome.reason === 'out-of-time') return { kind: 'stays', until: now() };
    if (!REASONS[outcome.reason].sent) {
      return settlement.wait(now() + unattemptedWaitMs(settlement.ageMs, ports.random), outcome, { platform });
    }
    const again = hasFailed;
    hasFailed ||= outcome.reason !== 'throttled';
    return settleFailure({ outcome, target, sentAt, again }, lane, settlement, ports);
  };

  return { send, clearFailures };
};

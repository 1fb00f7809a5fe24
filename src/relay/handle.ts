import { type Delivery, queueBody } from '../model/delivery.ts';
import { describeError } from '../model/errors.ts';
import { asideLane } from '../model/lane.ts';
import type { Snapshot } from '../model/ledger.ts';
import type { OpenTarget } from '../model/platform.ts';
import { downFor } from './failure.ts';
import { findTarget } from './find-target.ts';
import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { EXHAUSTED_MS, unattemptedWaitMs } from './patience.ts';
import { firstSentAt, type Job, type Readable } from './received.ts';
import { createSender } from './send.ts';
import { type Settlement, type Step, settlementOf } from './settle.ts';
import { isSummary, summaryDelivery } from './summary-delivery.ts';
import { createTrials } from './trials.ts';

/** How long the update of a message is tried that was posted before, in milliseconds. */
const UPDATE_MS = 3_600_000;

const isReadable = (job: Job): job is Readable => job.delivery !== undefined;

/** Makes the functions that handle the messages of one lane in one batch. */
export const createHandler = (lane: LaneMemo, snapshot: Snapshot, ports: LanePorts) => {
  const now = (): number => ports.now().getTime();
  const { send, clearFailures } = createSender(lane, snapshot, ports);
  const trials = createTrials(lane);

  const isDelivered = (id: string): boolean =>
    snapshot.delivery(id)?.state === 'delivered' || ports.memory.isDelivered(id);

  /** @returns whether the delivery is in its own lane now, or was delivered before; otherwise it stays where it is. */
  const setAside = async (job: Job): Promise<boolean> => {
    const { message, delivery } = job;
    if (!delivery) return false;
    const { id } = delivery;
    if (isDelivered(id)) {
      settlementOf(job, lane, ports).skip({ kind: 'skipped', reason: 'duplicate' });
      return true;
    }
    const moved = {
      body: message.body,
      firstSentAt: new Date(firstSentAt(message)),
      failedAttempts: lane.attempts(message),
    };
    try {
      // The row is not written again: the delivery may have arrived from its own lane in the meantime.
      const isAside = snapshot.delivery(id)?.state === 'aside';
      if (!isSummary(delivery) && !isAside) await ports.ledger.aside(id);
      await ports.sendTo(asideLane(delivery), moved, id);
      // The message in the own lane has the content.
      if (isSummary(delivery)) await ports.ledger.close(id);
      ports.notice({ kind: 'set-aside', delivery });
      return true;
    } catch (error) {
      ports.notice({ kind: 'queue-failed', lane: lane.name, error });
      return false;
    }
  };

  /**
   * The summary with what was added since its message was sent.
   * @returns `told` if it was posted; `undefined` if the table failed.
   */
  const currentSummary = async (job: Readable): Promise<Readable | 'told' | undefined> => {
    const { id } = job.delivery;
    const found = await ports.ledger.summaries([id]);
    const summary = found?.get(id);
    if (!found) return undefined;
    if (typeof summary !== 'object') return summary === 'told' ? 'told' : job;
    const delivery = summaryDelivery(summary, await ports.summaryNotification(summary));
    return { delivery, message: { ...job.message, body: queueBody(delivery) } };
  };

  /** Leaves an update to a lane of its own, where it is tried for an hour. */
  const updateLater = async (job: Readable, platform: string, settlement: Settlement): Promise<Step> => {
    if (lane.kind !== 'aside') {
      return (await setAside(job)) ? { kind: 'done', answered: true } : { kind: 'stays', until: now() };
    }
    if (now() - job.message.sentAt.getTime() >= UPDATE_MS) {
      return settlement.skip({ kind: 'skipped', reason: 'nothing-to-update' }, platform);
    }
    return settlement.wait(
      now() + unattemptedWaitMs(settlement.ageMs, ports.random),
      { kind: 'retry', reason: 'update-due' },
      { platform },
    );
  };

  const handleReadable = async (job: Readable, probing: boolean, settlement: Settlement): Promise<Step> => {
    const { message, delivery } = job;
    const target = await findTarget(delivery.target, ports.targets, message.sentAt);
    if ('kind' in target) {
      if (target.kind === 'skipped') return settlement.skip(target);
      if (target.kind === 'rejected') return settlement.bury(target);
      return settlement.wait(now() + unattemptedWaitMs(settlement.ageMs, ports.random), target);
    }
    const { nextAttemptAt = 0 } = lane.state;
    const { platform } = target;
    if (probing || nextAttemptAt <= now()) {
      const step = await send(job, target, settlement);
      return step.kind === 'update-due' ? updateLater(job, platform, settlement) : step;
    }
    if (settlement.ageMs >= EXHAUSTED_MS) return settlement.giveUp('exhausted', undefined, platform);
    const down = downFor(lane, now());
    // Without this report the alarm would end while the target asks for a long wait.
    const outcome = down.failingSeconds ? ({ kind: 'retry', reason: 'paused' } as const) : undefined;
    return settlement.wait(nextAttemptAt, outcome, { platform, ...down });
  };

  /**
   * Handles one message.
   * @param probing tries it although the lane waits after a failure.
   */
  const handle = async (received: Job, probing: boolean): Promise<Step> => {
    const settlement = settlementOf(received, lane, ports);
    if (await trials.isTooOften(received)) return settlement.giveUp('crashed');
    if (!isReadable(received)) return settlement.giveUp('invalid-message');
    const { id } = received.delivery;
    const row = snapshot.delivery(id);
    if (isDelivered(id)) {
      return settlement.skip({ kind: 'skipped', reason: 'duplicate' });
    }
    if (row?.state === 'aside' && lane.kind !== 'aside') {
      const isMoved = await setAside(received);
      return isMoved ? { kind: 'done', answered: false } : { kind: 'stays', until: now() };
    }
    if (!isSummary(received.delivery)) return handleReadable(received, probing, settlement);
    const job = await currentSummary(received);
    if (!job) return settlement.wait(now() + unattemptedWaitMs(settlement.ageMs, ports.random));
    // The first read of the table may have failed.
    if (job === 'told') return settlement.skip({ kind: 'skipped', reason: 'duplicate' });
    const step = await handleReadable(job, probing, settlementOf(job, lane, ports));
    if (step.kind === 'done' && step.buried) await ports.ledger.close(id);
    if (step.kind === 'done' && lane.state.summary?.id === id) lane.change({ summary: undefined });
    return step;
  };

  /** Never rejects: a bug in the handling of one message must not stop the others. */
  const handleSafely = async (job: Job, probing = false): Promise<Step> => {
    try {
      return await handle(job, probing);
    } catch (error) {
      const detail = describeError(error);
      return settlementOf(job, lane, ports).bury({ kind: 'rejected', reason: 'internal', detail });
    } finally {
      trials.end(job);
    }
  };

  return {
    handle: handleSafely,
    setAside,
    clearFailures,
    /** The target of the lane, if it can be used. */
    target: async ([job]: readonly Job[]): Promise<OpenTarget | undefined> => {
      if (!job) return undefined;
      const target = await findTarget(lane.target, ports.targets, job.message.sentAt);
      return 'kind' in target ? undefined : target;
    },
    /**
     * Posts a summary before its own message is received. If that fails, it is posted with its message. @param jobs whose
     * first message lends its receive.
     */
    postSummary: async (delivery: Delivery, [job]: readonly Job[]): Promise<void> => {
      if (!job) return;
      const own = { messageId: delivery.id, body: queueBody(delivery), receives: 1, sentAt: ports.now() };
      const message = { ...job.message, ...own, firstSentAt: undefined, failedAttempts: 0 };
      await handleSafely({ delivery, message });
    },
  };
};

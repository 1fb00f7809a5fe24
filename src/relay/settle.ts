import { describeError } from '../model/errors.ts';
import type { Outcome, RejectReason } from '../model/outcome.ts';
import type { LaneMemo } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { WAITED_MS } from './patience.ts';
import { type DeliveryReport, firstSentAt, type Job } from './received.ts';

/** What one message needs: it leaves the queue, or the lane waits until a time in epoch milliseconds. */
export type Step =
  /** `answered`: the target accepted or rejected it, so the target is up. `buried`: it is a dead letter. */
  | { readonly kind: 'done'; readonly answered: boolean; readonly buried?: boolean }
  /** `failed`: an attempt failed. */
  | { readonly kind: 'stays'; readonly until: number; readonly failed?: boolean };

/** A message that was posted before is still to be updated, which must not delay what waits behind. */
export interface UpdateDue {
  readonly kind: 'update-due';
}

type Rejected = Extract<Outcome, { kind: 'rejected' }>;
type More = Partial<DeliveryReport>;

/** Wait before a message is moved again that could not be moved to the dead letters, in milliseconds. */
const BURY_AGAIN_MS = 30_000;

/** Ends the handling of one message. Only these functions report outcomes and write dead letters. */
export interface Settlement {
  /** Age of the delivery since it was put on the queue, in milliseconds. */
  readonly ageMs: number;
  report(outcome: Outcome, more?: More): void;
  delivered(outcome: Outcome, platform: string): Step;
  skip(outcome: Extract<Outcome, { kind: 'skipped' }>, platform?: string): Step;
  /** Writes a dead letter. If that fails, the message stays. */
  bury(outcome: Rejected, platform?: string): Promise<Step>;
  /** Buries a delivery for another reason than the latest outcome, which becomes the detail. */
  giveUp(reason: RejectReason, latest?: Outcome, platform?: string): Promise<Step>;
  /** No attempt is possible before `until`. After 13 days the delivery is given up. */
  wait(until: number, outcome?: Outcome, more?: More): Step | Promise<Step>;
}

export const settlementOf = ({ message, delivery }: Job, lane: LaneMemo, ports: LanePorts): Settlement => {
  const now = (): number => ports.now().getTime();
  const started = now();
  const ageMs = started - firstSentAt(message);

  const report: Settlement['report'] = (outcome, more = {}) => {
    try {
      ports.report({ delivery, outcome, receive: message.receives, ms: now() - started, ...more });
    } catch {
      // A failing report must not keep a delivered message on the queue.
    }
  };

  const bury: Settlement['bury'] = async (outcome, platform) => {
    const { status, reason } = outcome;
    // No alert is lost with an update, so there is nothing to send again.
    if (delivery?.updateOnly) {
      report({ kind: 'skipped', reason: 'nothing-to-update' }, { platform });
      return { kind: 'done', answered: status !== undefined };
    }
    try {
      await ports.bury({
        body: message.body,
        reason,
        ...(delivery && { target: delivery.target, deliveryId: delivery.id, eventId: delivery.notification.id }),
        attempts: lane.attempts(message),
        ...(status && { lastStatus: status }),
        firstSeen: new Date(firstSentAt(message)).toISOString(),
      });
    } catch (error) {
      report(outcome, { platform, error: `bury: ${describeError(error)}` });
      return { kind: 'stays', until: now() + BURY_AGAIN_MS };
    }
    report(outcome, { platform });
    return { kind: 'done', answered: status !== undefined && reason !== 'exhausted', buried: true };
  };

  const giveUp: Settlement['giveUp'] = (reason, latest, platform) => {
    const status = latest && 'status' in latest ? latest.status : undefined;
    const detail = latest && 'reason' in latest ? latest.reason : undefined;
    return bury({ kind: 'rejected', reason, ...(status && { status }), ...(detail && { detail }) }, platform);
  };

  return {
    ageMs,
    report,
    bury,
    giveUp,
    delivered(outcome, platform) {
      report(outcome, { platform });
      return { kind: 'done', answered: true };
    },
    skip(outcome, platform) {
      report(outcome, { platform });
      return { kind: 'done', answered: false };
    },
    wait(until, outcome, more = {}) {
      if (ageMs >= WAITED_MS) return giveUp('waited', outcome, more.platform);
      if (outcome) report(outcome, { waitSeconds: Math.ceil((until - now()) / 1000), ...more });
      return { kind: 'stays', until };
    },
  };
};

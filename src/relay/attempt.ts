import type { Delivery } from '../model/delivery.ts';
import type { Send } from '../model/http.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';
import { deliver } from './deliver.ts';
import { findTarget, type ReadTargets } from './find-target.ts';

export interface AttemptPorts {
  targets: ReadTargets;
  send: Send;
  /** Loads what the wording of a notification needs. It is not called for a notification without a verdict. */
  loadWords?(source: string): Promise<void>;
  now(): Date;
  /** Milliseconds until Lambda stops the function. */
  remainingMs(): number;
}

/** Time for the calls before and after a request, in milliseconds. */
export const MARGIN_MS = 4000;

/** Age at which the configuration is read again after a platform has rejected the URL. */
const MAX_REJECTED_AGE_MS = 5000;

/** An attempt can make several requests; each is sent only if its answer can arrive before the function is stopped. */
const inTime =
  ({ send, remainingMs }: AttemptPorts, deadlineMs: number): Send =>
  async (request) => {
    const timeoutMs = Math.min(request.timeoutMs, deadlineMs);
    if (remainingMs() < timeoutMs + MARGIN_MS) return { kind: 'retry', reason: 'out-of-time' };
    return send({ ...request, timeoutMs });
  };

/**
 * Makes one attempt at a delivery: one request, a second one in the plain form if the receiver refuses the content, and
 * one more if it refuses the URL and the target has changed in the meantime.
 * @param deadlineMs longest time for one request.
 * @returns the outcome. It rejects only if the words cannot be loaded.
 */
export const attempt = async (
  delivery: Delivery,
  target: OpenTarget,
  deadlineMs: number,
  ports: AttemptPorts,
): Promise<Outcome> => {
  const { notification } = delivery;
  if (notification.verdict) await ports.loadWords?.(notification.source);
  const send = inTime(ports, deadlineMs);
  const outcome = await deliver(delivery, target.channel, send, ports.now());
  const isRejectedUrl = outcome.kind === 'rejected' && (outcome.reason === 'unauthorized' || outcome.reason === 'gone');
  if (!isRejectedUrl) return outcome;
  const since = new Date(ports.now().getTime() - MAX_REJECTED_AGE_MS);
  const renewed = await findTarget(delivery.target, ports.targets, since, since);
  if ('kind' in renewed) return renewed.kind === 'retry' ? outcome : renewed;
  return renewed === target ? outcome : deliver(delivery, renewed.channel, send, ports.now());
};

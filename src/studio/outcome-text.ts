import { REASON_TEXTS, type Reason } from '../model/outcome.ts';
import type { DeliveryReport } from '../relay/received.ts';
import { duration } from '../text/time.ts';

/** Reasons of dead letters that the deliverer did not write. */
const OTHER_REASON_TEXTS: Readonly<Record<string, string>> = {
  unrouted: 'the router could not route the event',
};

/** What was done in a conversation. */
const STEP_TEXTS: Readonly<Record<string, string>> = {
  open: 'new message',
  reply: 'reply',
  update: 'message updated',
};

/** The text of a delivery's or a dead letter's reason. */
export const reasonText = (reason: string): string => {
  if (Object.hasOwn(REASON_TEXTS, reason)) return REASON_TEXTS[reason as Reason].text;
  return Object.hasOwn(OTHER_REASON_TEXTS, reason) ? (OTHER_REASON_TEXTS[reason] ?? '') : 'unknown reason';
};

/**
 * The result of handling a delivery once, such as `429, the receiver is too busy: retry in 33 s`.
 * @param attempt number of the latest attempt, counted from 1.
 */
export const outcomeText = ({ outcome, waitSeconds }: DeliveryReport, attempt: number): string => {
  const status = 'status' in outcome ? outcome.status : undefined;
  if (outcome.kind === 'delivered') {
    if (outcome.summary) return 'told by a summary';
    const steps = outcome.steps?.map((step) => STEP_TEXTS[step] ?? step).join(', ');
    const accepted = `accepted${status ? ` with ${status}` : ''}${attempt > 1 ? ` at attempt ${attempt}` : ''}`;
    return steps ? `${accepted}: ${steps}` : accepted;
  }
  const why = [status, reasonText(outcome.reason)].filter(Boolean).join(', ');
  if (outcome.kind === 'retry') return `${why}: retry in ${duration(waitSeconds ?? 0)}`;
  return outcome.kind === 'rejected' ? `${why}: dead letter` : `skipped: ${why}`;
};

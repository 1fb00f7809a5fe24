import { DEAD_LETTER_REASONS } from '../dead-letters/dead-letter.ts';
import { type Outcome, REASON_TEXTS, type Reason } from '../model/outcome.ts';
import type { DeliveryReport } from '../relay/batch.ts';

import { duration } from '../text/time.ts';

/** Reasons that the deliverer does not give. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  crashed: 'it stopped the function',
  unrouted: 'the router never managed it',
  unpublished: 'it never reached the topic',
};

/** A reason in words; one that is not known stays the word that it is. */
export const reasonWords = (reason: string): string => {
  if (Object.hasOwn(REASON_TEXTS, reason)) return REASON_TEXTS[reason as Reason].text;
  if (Object.hasOwn(OWN_WORDS, reason)) return OWN_WORDS[reason] ?? reason;
  return DEAD_LETTER_REASONS.includes(reason) ? reason : '…';
};

const statusOf = (outcome: Outcome): number | undefined => ('status' in outcome ? outcome.status : undefined);

/** What became of a try, such as `429, the receiver is too busy: waits 33 s`. */
export const outcomeWords = ({ outcome, waitSeconds, receive }: DeliveryReport): string => {
  const status = statusOf(outcome);
  if (outcome.kind === 'delivered') {
    return `accepted${status ? ` with ${status}` : ''}${receive > 1 ? ` at try ${receive}` : ''}`;
  }
  const why = [status, reasonWords(outcome.reason)].filter(Boolean).join(', ');
  if (outcome.kind === 'retry') return `${why}: waits ${duration(waitSeconds ?? 0)}`;
  return outcome.kind === 'rejected' ? `${why}: dead letter` : `nothing to send: ${why}`;
};

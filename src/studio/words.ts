import { DEAD_LETTER_REASONS } from '../dead-letters/dead-letter.ts';
import type { Outcome, Reason } from '../model/outcome.ts';
import type { DeliveryReport } from '../relay/batch.ts';

import { duration } from '../text/time.ts';

const WORDS: Readonly<Record<Reason | 'crashed' | 'unrouted' | 'unpublished', string>> = {
  throttled: 'the receiver is too busy',
  unavailable: 'the receiver is there but cannot take it now',
  timeout: 'no answer within the deadline',
  network: 'no connection',
  tls: 'the certificate does not hold',
  paused: 'not tried: the target is left alone for a while',
  'out-of-time': 'not tried: the function had too little time left',
  'configuration-unavailable': 'not tried: the targets could not be read',
  'secret-unavailable': 'not tried: a secret could not be read',
  claimed: 'not tried: another try of it is under way',
  unauthorized: 'the receiver does not accept the credentials',
  gone: 'the receiver no longer exists',
  payload: 'the receiver refuses this content',
  redirect: 'the receiver answered with a redirect, which is never followed',
  blocked: 'the address is not one that deliveries may go to',
  'invalid-message': 'the queued message cannot be read',
  'target-gone': 'the target has been removed',
  'target-invalid': 'the target’s configuration is not valid',
  exhausted: 'the last try failed too',
  internal: 'a bug: drawing or sending failed',
  disabled: 'the target is switched off',
  duplicate: 'it has arrived before',
  superseded: 'newer news has overtaken it',
  crashed: 'it stopped the function',
  unrouted: 'the router never managed it',
  unpublished: 'it never reached the topic',
};

/** A reason in words; one that is not known stays the word that it is. */
export const reasonWords = (reason: string): string =>
  Object.hasOwn(WORDS, reason)
    ? WORDS[reason as keyof typeof WORDS]
    : DEAD_LETTER_REASONS.includes(reason)
      ? reason
      : '…';

const statusOf = (outcome: Outcome): number | undefined => ('status' in outcome ? outcome.status : undefined);

/** What became of a try, such as `429, the receiver is too busy: waits 33 s`. */
export const outcomeWords = ({ outcome, waitSeconds, attempt }: DeliveryReport): string => {
  const status = statusOf(outcome);
  if (outcome.kind === 'delivered') {
    return `accepted${status ? ` with ${status}` : ''}${attempt > 1 ? ` at try ${attempt}` : ''}`;
  }
  const why = [status, reasonWords(outcome.reason)].filter(Boolean).join(', ');
  if (outcome.kind === 'retry') return `${why}: waits ${duration(waitSeconds ?? 0)}`;
  return outcome.kind === 'rejected' ? `${why}: dead letter` : `nothing to send: ${why}`;
};

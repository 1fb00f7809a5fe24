import { AwsError } from '../aws/call.ts';
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

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The result of handling a delivery once, such as `Status 429: the receiver is too busy. Next attempt in 33 s.`
 * @param attempt number of the latest attempt, counted from 1.
 */
export const outcomeText = ({ outcome, waitSeconds }: DeliveryReport, attempt: number): string => {
  const status = 'status' in outcome ? outcome.status : undefined;
  if (outcome.kind === 'delivered') {
    if (outcome.summary) return 'Delivered as part of a summary.';
    const steps = outcome.steps?.map((step) => STEP_TEXTS[step] ?? step).join(', ');
    const accepted = `Accepted${status ? ` with status ${status}` : ''}${attempt > 1 ? ` at attempt ${attempt}` : ''}`;
    return steps ? `${accepted}: ${steps}.` : `${accepted}.`;
  }
  const reason = reasonText(outcome.reason);
  const why = status ? `Status ${status}: ${reason}.` : `${capitalized(reason)}.`;
  if (outcome.kind === 'retry') return `${why} Next attempt in ${duration(waitSeconds ?? 0)}.`;
  return outcome.kind === 'rejected' ? `${why} The delivery is a dead letter.` : `Skipped: ${reason}.`;
};

const SERVICES: Readonly<Record<string, string>> = {
  ssm: 'Parameter Store did not return the targets',
  sqs: 'SQS did not accept the deliveries',
  dynamodb: 'DynamoDB did not answer',
};

/** Why the router could not route an event, as a sentence. */
export const unroutedText = (error: unknown): string => {
  if (!(error instanceof AwsError)) return 'The router failed.';
  const [service = ''] = error.message.split(' ');
  return `${SERVICES[service] ?? 'AWS did not answer the router'} (${error.code}).`;
};

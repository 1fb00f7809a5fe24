import * as z from 'zod/mini';
import { type Delivery, queueBody } from '../model/delivery.ts';
import { RelayError } from '../model/errors.ts';
import { laneOf } from '../model/lane.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError, isTransient } from './call.ts';
import { backOff, MAX_TRIES, type Timing } from './retry.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BATCH_ENTRIES = 10;
/** Enough for several large notifications, and a quarter of the limit of SQS. */
const MAX_BATCH_BYTES = 256 * 1024;
/** Calls at the same time. */
const MAX_CALLS = 10;
/** How long SQS may fail before deliveries are given up. */
const RETRY_MS = 5000;

const BatchResult = z.object({
  Successful: z.optional(z.nullable(z.array(z.object({ Id: z.string() })))),
  Failed: z.optional(z.nullable(z.array(z.object({ Id: z.string(), SenderFault: z.optional(z.boolean()) })))),
});

interface Entry {
  readonly delivery: Delivery;
  readonly lane: string;
  readonly body: string;
}

/** A delivery that is not on the queue. */
export interface Unsent {
  readonly delivery: Delivery;
  readonly error: unknown;
}

/**
 * The entries that can be sent now, in calls of at most ten: the first one of each lane, because SQS can fail an entry
 * and take a later one of the same call.
 */
const nextBatches = (pending: readonly Entry[]): Entry[][] => {
  const batches: Entry[][] = [];
  const lanes = new Set<string>();
  let bytes = 0;
  for (const entry of pending) {
    if (lanes.has(entry.lane)) continue;
    lanes.add(entry.lane);
    const size = Buffer.byteLength(entry.body);
    let batch = batches.at(-1);
    if (!batch || batch.length === MAX_BATCH_ENTRIES || bytes + size > MAX_BATCH_BYTES) {
      if (batches.length === MAX_CALLS) break;
      batch = [];
      batches.push(batch);
      bytes = 0;
    }
    batch.push(entry);
    bytes += size;
  }
  return batches;
};

/** Why SQS did not take an entry. `again`: sending it again can help. `never`: SQS refuses the entry itself. */
interface Refusal {
  readonly error: unknown;
  readonly kind: 'again' | 'call' | 'never';
}

/** Sends some entries. A call can fail for some with HTTP 200. @returns those that SQS did not take. */
const sendBatch = async (call: AwsCall, queueUrl: string, batch: readonly Entry[]): Promise<[Entry, Refusal][]> => {
  const Entries = batch.map(({ delivery, lane, body }, at) => ({
    Id: String(at),
    MessageBody: body,
    MessageGroupId: lane,
    MessageDeduplicationId: delivery.id,
  }));
  try {
    const output = await call('sqs', 'SendMessageBatch', { QueueUrl: queueUrl, Entries });
    const { Successful, Failed } = readAnswer(BatchResult, 'sqs', 'SendMessageBatch', output);
    const sent = new Set(Successful?.map(({ Id }) => Id));
    const faulty = new Set(Failed?.filter(({ SenderFault }) => SenderFault).map(({ Id }) => Id));
    const left = [...batch.entries()].filter(([at]) => !sent.has(String(at)));
    if (left.length === 0) return [];
    const error = new RelayError('the queue rejected the delivery');
    return left.map(([at, entry]) => [entry, { error, kind: faulty.has(String(at)) ? 'never' : 'again' }]);
  } catch (error) {
    const kind = error instanceof AwsError && isTransient(error.code) ? 'again' : 'call';
    return batch.map((entry) => [entry, { error, kind }]);
  }
};

/**
 * Puts deliveries on the queue, ten per call and ten calls at a time. The message group is the delivery's lane, and the
 * deduplication id its own. In each lane, a delivery is sent after the one before it is on the queue, or has been refused
 * for its content, so that the queue has them in this order. What SQS throttles or fails is sent again for five seconds.
 * @returns the deliveries that are not on the queue, with the later ones of their lanes. It never rejects. Sending a
 * delivery twice makes a duplicate with the same id, which SQS drops within five minutes.
 */
export const enqueue = async (
  call: AwsCall,
  queueUrl: string,
  deliveries: readonly Delivery[],
  timing: Timing,
): Promise<Unsent[]> => {
  const until = timing.now().getTime() + RETRY_MS;
  const unsent: Unsent[] = [];
  let pending: Entry[] = deliveries.map((delivery) => ({
    delivery,
    lane: laneOf(delivery),
    body: queueBody(delivery),
  }));
  for (let failures = 0; pending.length > 0; ) {
    const batches = nextBatches(pending);
    const tried = new Set(batches.flat());
    const refused = new Map((await Promise.all(batches.map((batch) => sendBatch(call, queueUrl, batch)))).flat());
    const isOver = timing.now().getTime() >= until || failures >= MAX_TRIES;
    const stopped = new Map<string, unknown>();
    for (const [{ lane }, { error, kind }] of refused) {
      if (kind === 'call' || (kind === 'again' && isOver)) stopped.set(lane, error);
    }
    const left: Entry[] = [];
    for (const entry of pending) {
      const { lane, delivery } = entry;
      const refusal = refused.get(entry);
      if (stopped.has(lane)) unsent.push({ delivery, error: stopped.get(lane) });
      else if (refusal?.kind === 'never') unsent.push({ delivery, error: refusal.error });
      else if (refusal || !tried.has(entry)) left.push(entry);
    }
    pending = left;
    failures = refused.size > 0 ? failures + 1 : 0;
    if (failures > 0 && pending.length > 0) await backOff(failures, until, timing);
  }
  return unsent;
};

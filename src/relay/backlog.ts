import type { Snapshot } from '../model/ledger.ts';
import type { LanePorts } from './lane-ports.ts';
import { firstSentAt, type Job } from './received.ts';

/**
 * Messages of the queue above which the oldest are given up, and below which that ends. SQS looks through the first
 * 120,000 messages of a FIFO queue, so that more of one lane would hide the other lanes.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
const MAX_DEPTH = 80_000;
const LOW_DEPTH = 60_000;

/** Age of a lane's first message at which the depth of the queue is read, in milliseconds. */
const ASK_AFTER_MS = 10 * 60_000;

/** Time between two reads of the depth in one container, in milliseconds. */
const ASK_EVERY_MS = 60_000;

/** Age of a message that can be given up, in milliseconds. */
const GIVE_UP_AFTER_MS = 3_600_000;

const isTooDeep = async (now: number, { memory, depth, notice }: LanePorts): Promise<boolean> => {
  const known = memory.depth;
  if (now - known.readAt < ASK_EVERY_MS) return known.isTooDeep;
  known.readAt = now;
  try {
    const messages = await depth();
    known.isTooDeep = messages > (known.isTooDeep ? LOW_DEPTH : MAX_DEPTH);
  } catch (error) {
    notice({ kind: 'queue-failed', lane: '', error });
  }
  return known.isTooDeep;
};

/**
 * The messages of a lane that are given up because too many wait in the queue. A delivery that the table knows is left to
 * the rest of the lane's work: it was delivered, is in a summary, or has a lane of its own. It never rejects.
 */
export const tooMany = async (jobs: readonly Job[], snapshot: Snapshot, ports: LanePorts): Promise<readonly Job[]> => {
  const now = ports.now().getTime();
  const [head] = jobs;
  if (!head || now - firstSentAt(head.message) < ASK_AFTER_MS || !(await isTooDeep(now, ports))) return [];
  const isKnown = ({ delivery }: Job): boolean =>
    delivery !== undefined && (snapshot.delivery(delivery.id) !== undefined || ports.memory.isDelivered(delivery.id));
  return jobs.filter((job) => !isKnown(job) && now - firstSentAt(job.message) >= GIVE_UP_AFTER_MS);
};

import { type Delivery, queueBody } from '../model/delivery.ts';
import type { Snapshot } from '../model/ledger.ts';
import type { OpenTarget } from '../model/platform.ts';
import type { Summary } from '../model/summary.ts';
import type { LaneMemo } from './lane-memo.ts';
import { FULL_BATCH, type LanePorts } from './lane-ports.ts';
import { firstSentAt, type Job, type Readable } from './received.ts';
import { settlementOf } from './settle.ts';
import { addToSummary, openSummary } from './summary.ts';
import { isSummary, summaryDelivery } from './summary-delivery.ts';

/** Wait of the first message after which a summary is opened, in milliseconds. */
const MIN_WAIT_MS = 20_000;

/** A summary is posted this long after it was opened, even if more messages wait. In milliseconds. */
const MAX_OPEN_MS = 60_000;

/** Wait before the rows are read again if it is not known whether they were written, in milliseconds. */
const UNKNOWN_WAIT_MS = 5000;

/**
 * What a summary does with the messages of a batch: `told` leave the queue, because a summary has told them or will. `due`
 * is a summary that has been open for long enough. `waitUntil`: the table does not say which messages are in a summary, so
 * none may be sent.
 */
export interface Folding {
  readonly told: readonly Job[];
  readonly due?: Delivery | undefined;
  readonly waitUntil?: number;
}

const NOTHING: Folding = { told: [] };

/**
 * Folds the messages of a chat lane into its summary, or opens one if too many wait.
 *
 * One transaction writes the summary and that it tells the deliveries. A new summary is then sent to the end of its lane,
 * so that it is posted when everything before it was folded. Only after that do the messages leave the queue: a function
 * that is killed in between leaves messages that are recognised by their rows. It never rejects.
 * @param isCareful nothing is added to a summary.
 */
export const fold = async (
  lane: LaneMemo,
  jobs: readonly Job[],
  snapshot: Snapshot,
  target: OpenTarget,
  isCareful: boolean,
  ports: LanePorts,
): Promise<Folding> => {
  const now = ports.now().getTime();
  const unknown: Folding = { told: [], waitUntil: now + UNKNOWN_WAIT_MS };
  if (lane.kind !== 'main') return NOTHING;
  // Without all rows nothing is added, but what a summary tells by the rows that were read is not sent by itself.
  const mayFold = target.folds && !isCareful && snapshot.isComplete;

  const summaryOf = ({ delivery }: Job): string | undefined => {
    const row = delivery && snapshot.delivery(delivery.id);
    return row?.state === 'summary' ? row.summary : undefined;
  };
  const [head] = jobs;
  const isFull =
    mayFold && jobs.length >= FULL_BATCH && head !== undefined && now - firstSentAt(head.message) > MIN_WAIT_MS;
  const ref = mayFold ? lane.state.summary?.id : undefined;
  const ids = [...new Set([...jobs.flatMap((job) => summaryOf(job) ?? []), ...(ref ? [ref] : [])])];
  if (ids.length === 0 && !isFull) return NOTHING;
  const stored = await ports.ledger.summaries(ids);
  if (!stored) return unknown;

  const send = async (summary: Summary): Promise<boolean> => {
    const delivery = summaryDelivery(summary, await ports.summaryNotification(summary));
    const message = { body: queueBody(delivery), firstSentAt: new Date(summary.openedAt) };
    try {
      await ports.sendTo(lane.name, message, summary.id);
      return true;
    } catch (error) {
      ports.notice({ kind: 'queue-failed', lane: lane.name, error });
      return false;
    }
  };

  // A summary whose row is gone tells nothing.
  const told = jobs.filter((job) => stored.has(summaryOf(job) ?? ''));
  for (const id of new Set(told.map(summaryOf))) {
    const summary = stored.get(id ?? '');
    // The function that opened it may have ended before it sent the message.
    if (typeof summary === 'object' && !(await send(summary))) return unknown;
  }

  const current = ref === undefined ? undefined : stored.get(ref);
  const open = typeof current === 'object' ? current : undefined;
  if (mayFold && !open) lane.change({ summary: undefined });
  const fresh = new Map<string, Readable>();
  for (const job of jobs) {
    const { delivery } = job;
    // What only updates a message is no alert that a summary could tell.
    const isNew =
      delivery &&
      !delivery.updateOnly &&
      !isSummary(delivery) &&
      !told.includes(job) &&
      !ports.memory.isDelivered(delivery.id);
    if (
      isNew &&
      snapshot.delivery(delivery.id)?.state !== 'delivered' &&
      snapshot.delivery(delivery.id)?.state !== 'aside'
    ) {
      if (!fresh.has(delivery.id)) fresh.set(delivery.id, { ...job, delivery });
    }
  }
  const [first] = fresh.values();
  const dueOf = async (summary: Summary | undefined): Promise<Delivery | undefined> =>
    summary && now - summary.openedAt >= MAX_OPEN_MS
      ? summaryDelivery(summary, await ports.summaryNotification(summary))
      : undefined;
  if (!first || (!open && !isFull)) return { told, due: await dueOf(open) };

  const before = open ?? openSummary(lane.target, first.delivery.id, first.delivery.notification.time, now);
  const summary = addToSummary(
    before,
    [...fresh.values()].map(({ delivery }) => delivery.notification),
  );
  if (!(await ports.ledger.fold(summary, before.version, [...fresh.keys()]))) {
    // The answer may have been lost, and what is in a summary must not be sent by itself.
    const after = await ports.ledger.read({ deliveries: [...fresh.keys()], lanes: [], attempts: [] });
    const isFree = after.isComplete && [...fresh.keys()].every((id) => after.delivery(id)?.state !== 'summary');
    return isFree ? { told } : unknown;
  }
  if (!open && !(await send(summary))) return unknown;
  lane.change({ summary: { id: summary.id, openedAt: summary.openedAt } });
  ports.notice({ kind: 'folded', summary, added: fresh.size, opened: !open });
  for (const job of fresh.values()) {
    settlementOf(job, lane, ports).report({ kind: 'delivered', summary: summary.id }, { platform: target.platform });
  }
  const copies = jobs.filter(({ delivery }) => delivery && fresh.has(delivery.id));
  return { told: [...told, ...copies], due: await dueOf(summary) };
};

import type { Notification } from '../model/notification.ts';
import type { Runs, StoredRun } from '../model/run.ts';
import { batchAlert } from './batch-alert.ts';
import {
  batchKey,
  factsToNote,
  mayLackFacts,
  partOf,
  partsKey,
  rollbackKey,
  runKey,
  withFacts,
  withParts,
} from './run-facts.ts';

export interface RememberingPorts {
  runs: Runs;
  /** A call failed; the notification is routed without its result. */
  failed(error: unknown): void;
}

const NOTHING: StoredRun = { facts: {}, parts: [] };

/** @returns `fallback` if the table does not answer. */
const orElse = async <Value>(call: Promise<Value>, fallback: Value, { failed }: RememberingPorts): Promise<Value> => {
  try {
    return await call;
  } catch (error) {
    failed(error);
    return fallback;
  }
};

/** @returns nothing if the table does not answer. */
const orNothing = (call: Promise<StoredRun>, ports: RememberingPorts): Promise<StoredRun> =>
  orElse(call, NOTHING, ports);

/** The notification with what earlier events said about its run, and what failed parts of its subject reported. */
export const restoreFacts = async (notification: Notification, ports: RememberingPorts): Promise<Notification> => {
  const { moment, level, resource, parent, failures } = notification;
  const run = mayLackFacts(notification) ? runKey(notification) : undefined;
  const isSubject = level === undefined || parent !== undefined;
  const hasParts = moment === 'failed' && isSubject && resource && failures.every(({ reason }) => !reason);
  const [facts, parts] = await Promise.all([
    run ? orNothing(ports.runs.read(run), ports) : NOTHING,
    hasParts ? orNothing(ports.runs.read(partsKey(notification, resource.name)), ports) : NOTHING,
  ]);
  return withParts(withFacts(notification, facts), parts);
};

/** Stores what later events of the run, or of the subject that this one is a part of, do not repeat. */
export const storeFacts = async (notification: Notification, ports: RememberingPorts): Promise<void> => {
  const { moment, parent } = notification;
  const facts = factsToNote(notification);
  const run = facts && runKey(notification);
  const rollback = rollbackKey(notification);
  await Promise.all([
    run && orElse(ports.runs.note(run, facts), undefined, ports),
    rollback && orElse(ports.runs.note(rollback, { rollback: true }), undefined, ports),
    moment === 'failed' &&
      parent !== undefined &&
      orElse(ports.runs.note(partsKey(notification, parent), {}, partOf(notification)), undefined, ports),
  ]);
};

/**
 * The alert of the batch that a build belongs to, if this build is to report it. Failed builds are stored, so that an
 * alert can name them all. Without the table each failing build reports the batch, and all but the first are copies.
 * @param child the enriched notification.
 */
export const ofBatch = async (child: Notification, ports: RememberingPorts): Promise<Notification> => {
  const key = batchKey(child);
  if (!key || (child.moment !== 'failed' && !child.batch?.over)) return child;
  if (child.moment !== 'failed') return batchAlert(child, await orNothing(ports.runs.read(key), ports));
  const stored = await orNothing(ports.runs.add(key, partOf(child)), ports);
  const alert = batchAlert(child, stored.parts.length > 0 ? stored : { facts: {}, parts: [partOf(child)] });
  const isFirst = alert !== child && !alert.update && stored.facts.reported === undefined;
  if (isFirst) await orElse(ports.runs.note(key, { reported: alert.counts?.failed ?? 1 }), undefined, ports);
  return alert;
};

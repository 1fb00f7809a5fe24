import { parseDelivery } from '../model/delivery.ts';
import { parseLane } from '../model/lane.ts';
import { parseJson } from '../text/json.ts';
import type { LaneResult } from './hand-back.ts';
import { type LaneWork, workLane } from './lane.ts';
import { openLane } from './lane-memo.ts';
import type { LanePorts } from './lane-ports.ts';
import { attemptKey, phaseOf } from './order.ts';
import { isOwn } from './ownership.ts';
import type { Job, Received } from './received.ts';
import { isSuspicious } from './trials.ts';

/** A lane that ends this long before the others deletes its messages itself, in milliseconds. */
const GRACE_MS = 1000;

/** Time after which a waiting function receives further messages, and the time that it must have left. In milliseconds. */
const MORE_AFTER_MS = 1000;
const MORE_REMAINING_MS = 20_000;

const lanesOf = (messages: readonly Received[]): Map<string, Job[]> => {
  const lanes = new Map<string, Job[]>();
  for (const message of messages) {
    const job = { message, delivery: parseDelivery(parseJson(message.body)) };
    // A queue without message groups, such as one in a test, has lanes all the same.
    const lane = message.lane || (job.delivery?.target ?? '');
    lanes.set(lane, [...(lanes.get(lane) ?? []), job]);
  }
  return lanes;
};

const readRows = (lanes: ReadonlyMap<string, readonly Job[]>, { ledger }: LanePorts) => {
  const deliveries = [...lanes.values()].flat().flatMap(({ delivery }) => delivery ?? []);
  return ledger.read({
    deliveries: deliveries.map(({ id }) => id),
    lanes: [...lanes.keys()].flatMap((lane) => [lane, parseLane(lane).target]),
    attempts: deliveries
      .filter(({ notification }) => phaseOf(notification) === 'progress')
      .map(({ target, notification }) => attemptKey(target, notification)),
  });
};

/** Deletes messages that Lambda would delete later, or not at all. */
const removeHandled = async (lane: string, { handled }: LaneResult, ports: LanePorts): Promise<void> => {
  try {
    if (handled.length > 0) await ports.remove(handled);
  } catch (error) {
    ports.notice({ kind: 'queue-failed', lane, error });
  }
};

/** Works the lanes side by side. A lane that ends early does not wait for the others before it is served again. */
const workSideBySide = async (works: readonly LaneWork[], ports: LanePorts): Promise<LaneResult[]> => {
  const results = works.map((work) => workLane(work, ports));
  const all = Promise.all(results);
  if (works.length === 1) return all;
  const release = async (at: number): Promise<void> => {
    const result = (await results[at]) as LaneResult;
    if (result.returned.length > 0) return;
    const isLast = await Promise.race([all.then(() => true), ports.sleep(GRACE_MS).then(() => false)]);
    if (!isLast) await removeHandled(works[at]?.lane.name ?? '', result, ports);
  };
  await Promise.all(works.map((_, at) => release(at)));
  return all;
};

/** Works one message at a time over all lanes, so that a crash has one message as its cause. */
const workCarefully = async (works: readonly LaneWork[], ports: LanePorts): Promise<LaneResult[]> => {
  const results: LaneResult[] = [];
  for (const work of works) results.push(await workLane(work, ports));
  return results;
};

/** Reads what the messages need. @returns the lanes to work, and the messages that must not be touched. */
const prepare = async (messages: readonly Received[], ports: LanePorts) => {
  const lanes = lanesOf(messages);
  const refused: Received[] = [];
  const check = async ([name, jobs]: [string, Job[]]): Promise<void> => {
    if (await isOwn(name, jobs, ports)) return;
    lanes.delete(name);
    refused.push(...jobs.map(({ message }) => message));
  };
  await Promise.all([...lanes].map(check));
  const targets = ports.targets([...new Set([...lanes.keys()].map((lane) => parseLane(lane).target))]);
  // Each lane that needs the targets awaits them and handles the error.
  const [snapshot] = await Promise.all([readRows(lanes, ports), Promise.allSettled([targets])]);
  const opened = [...lanes].map(([name, jobs]) => ({ lane: openLane(name, snapshot, ports), jobs, snapshot }));
  const isCareful = opened.some(({ lane, jobs: [first] }) => first && isSuspicious(lane, first));
  const shared: LanePorts = { ...ports, targets: (names, since) => (since ? ports.targets(names, since) : targets) };
  const works = opened.map((work) => ({ ...work, isCareful }));
  return { refused, isCareful, works, run: () => (isCareful ? workCarefully : workSideBySide)(works, shared) };
};

/** Works messages that Lambda did not pass to the function, and deletes those that are done. */
const workMore = async (messages: readonly Received[], ports: LanePorts): Promise<void> => {
  const { works, run } = await prepare(messages, ports);
  const results = await run();
  const done = results.map((result, at) => [works[at]?.lane.name ?? '', result] as const);
  await Promise.all(
    done
      .filter(([, { returned }]) => returned.length === 0)
      .map(([lane, result]) => removeHandled(lane, result, ports)),
  );
};

/**
 * Receives further messages once a second while the function waits for slow receivers, so that a few targets that do not
 * answer do not occupy all functions.
 */
const takeMore = async (work: Promise<unknown>, ports: LanePorts): Promise<void> => {
  const running: Promise<unknown>[] = [];
  let unfinished = 0;
  const add = (each: Promise<unknown>): void => {
    unfinished += 1;
    running.push(
      each.then(() => {
        unfinished -= 1;
      }),
    );
  };
  add(work);
  for (;;) {
    await Promise.race([Promise.all(running), ports.sleep(MORE_AFTER_MS)]);
    if (unfinished === 0) return;
    if (!ports.receiveMore || ports.remainingMs() < MORE_REMAINING_MS) break;
    try {
      const messages = await ports.receiveMore();
      if (messages.length > 0) add(workMore(messages, ports));
    } catch (error) {
      ports.notice({ kind: 'queue-failed', lane: '', error });
    }
  }
  await Promise.all(running);
};

/**
 * Delivers a batch of messages of the deliveries queue: lanes side by side, each in order.
 * It never rejects: messages that are not settled stay on the queue.
 * @returns the ids of the messages that stay on the queue: in each lane the first that stays and all after it.
 */
export const deliverBatch = async (messages: readonly Received[], ports: LanePorts): Promise<string[]> => {
  if (messages.length === 0) return [];
  const { refused, isCareful, run } = await prepare(messages, ports);
  const work = run();
  if (ports.receiveMore && !isCareful) await takeMore(work, ports);
  const returned = (await work).flatMap((result) => result.returned);
  return [...refused, ...returned].map(({ messageId }) => messageId);
};

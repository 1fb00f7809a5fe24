import type { Snapshot } from '../model/ledger.ts';
import type { OpenTarget } from '../model/platform.ts';
import { tooMany } from './backlog.ts';
import type { Folding } from './fold.ts';
import { handBack, type LaneResult } from './hand-back.ts';
import { createHandler } from './handle.ts';
import { type LaneMemo, paceOf } from './lane-memo.ts';
import { FULL_BATCH, type LanePorts } from './lane-ports.ts';
import { FAILURES_UNTIL_DOUBT } from './patience.ts';
import type { Job } from './received.ts';
import { type Step, settlementOf } from './settle.ts';

export interface LaneWork {
  readonly lane: LaneMemo;
  /** In the order of the queue, at least one. */
  readonly jobs: readonly Job[];
  readonly snapshot: Snapshot;
  /** A function may have crashed, so one message is handled at a time. */
  readonly isCareful: boolean;
}

/** Deliveries about the same subject keep their order; others may pass each other on a machine platform. */
const subjectOf = ({ delivery }: Job): string => {
  if (!delivery) return '';
  const { account, region, source, pipeline, resource } = delivery.notification;
  return JSON.stringify([account, region, source, pipeline?.name, resource?.name]);
};

const bySubject = (jobs: readonly Job[]): Job[][] => {
  const subjects = new Map<string, Job[]>();
  for (const job of jobs) {
    const subject = subjectOf(job);
    subjects.set(subject, [...(subjects.get(subject) ?? []), job]);
  }
  return [...subjects.values()];
};

/**
 * Works the messages of one lane in order, until one stays. It never rejects.
 * A machine platform gets the subjects of a batch side by side while its target is neither busy nor failing.
 */
export const workLane = async (
  { lane, jobs, snapshot, isCareful }: LaneWork,
  ports: LanePorts,
): Promise<LaneResult> => {
  const handler = createHandler(lane, snapshot, ports);
  const finished = new Set<Job>();
  let until = ports.now().getTime();

  const handle = async (job: Job, probing = false): Promise<Step> => {
    const step = await handler.handle(job, probing);
    if (step.kind === 'done') finished.add(job);
    else until = Math.max(until, step.until);
    return step;
  };

  /**
   * Tries a message behind one that keeps failing. If it succeeds, the fault is that of the messages before it, and they
   * move to lanes of their own. Each time another message is tried: several can be at fault.
   * @returns whether they were moved.
   */
  const passBy = async (each: readonly Job[]): Promise<boolean> => {
    const failures = lane.state.failures ?? 0;
    const rest = each.filter((job) => !finished.has(job));
    if (lane.kind === 'aside' || failures < FAILURES_UNTIL_DOUBT || rest.length < 2) return false;
    const at = 1 + ((failures - FAILURES_UNTIL_DOUBT) % (rest.length - 1));
    const step = await handle(rest[at] as Job, true);
    if (step.kind !== 'done' || !step.answered) return false;
    for (const job of rest.slice(0, at)) {
      const moved = await handler.setAside(job);
      if (!moved) return false;
      finished.add(job);
    }
    handler.clearFailures();
    until = ports.now().getTime();
    return true;
  };

  const workInOrder = async (each: readonly Job[]): Promise<void> => {
    for (const job of each) {
      const step = finished.has(job) ? undefined : await handle(job);
      if (step?.kind === 'stays' && !(step.failed && (await passBy(each)))) return;
    }
  };

  const giveUp = async (job: Job): Promise<void> => {
    const step = await settlementOf(job, lane, ports).giveUp('backlog');
    if (step.kind === 'done') finished.add(job);
  };

  /** Loads the code for summaries where it can be needed: most starts of a function do not. */
  const foldIfNeeded = async (target: OpenTarget): Promise<Folding | undefined> => {
    const left = jobs.filter((job) => !finished.has(job));
    const isNeeded =
      left.length >= FULL_BATCH ||
      lane.state.summary !== undefined ||
      left.some(({ delivery }) => delivery && snapshot.delivery(delivery.id)?.state === 'summary');
    if (!isNeeded) return undefined;
    const { fold } = await import('./fold.ts');
    return fold(lane, left, snapshot, target, isCareful, ports);
  };

  const target = await handler.target(jobs);
  await Promise.all((await tooMany(jobs, snapshot, ports)).map(giveUp));
  const folding = target && (await foldIfNeeded(target));
  for (const job of folding?.told ?? []) finished.add(job);
  const { conversation } = target?.channel ?? {};
  if (target && conversation && folding && folding.told.length > 0) {
    const { followSummary } = await import('./follow-summary.ts');
    await followSummary(lane, folding.told, snapshot, target, conversation, ports);
  }
  if (folding?.waitUntil !== undefined) return handBack(lane, jobs, finished, folding.waitUntil, ports);
  if (folding?.due) await handler.postSummary(folding.due, jobs);

  const isQuiet = !paceOf(lane) && !lane.state.failures && lane.pausedUntil() <= until;
  if (isQuiet && !isCareful && target && !target.chat) {
    await Promise.all(bySubject(jobs).map(workInOrder));
  } else {
    await workInOrder(jobs);
  }
  return handBack(lane, jobs, finished, until, ports);
};

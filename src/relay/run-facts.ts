import type { Failure, Notification } from '../model/notification.ts';
import type { Part, RunFacts, StoredRun } from '../model/run.ts';

/** Commits that are stored with a run. */
const MAX_COMMITS = 3;
/** The name in the key of what is stored about a subject's parts, which have runs of their own. */
const PARTS = 'parts';
/** How long before the failure of a subject its parts may have failed, in milliseconds. */
const PARTS_MS = 3600_000;

const subjectOf = ({ level, source, pipeline, resource }: Notification): string[] | undefined => {
  if (pipeline && level !== 'job') return ['codepipeline', pipeline.name];
  return resource && [source, resource.name];
};

/** The key of what is stored about a run of the notification's subject. */
const keyFor = (notification: Notification, run: string | undefined): string[] | undefined => {
  const subject = subjectOf(notification);
  const { account = '', region = '' } = notification;
  return subject && run ? [account, region, ...subject, run] : undefined;
};

export const runKey = (notification: Notification): string[] | undefined =>
  keyFor(notification, notification.execution?.id);

/** The key of the run that rolls back this failure. */
export const rollbackKey = (notification: Notification): string[] | undefined =>
  keyFor(notification, notification.rollbackRun);

/** The key of the parts of a subject, such as the nested stacks of a stack. */
export const partsKey = (
  { account = '', region = '', source }: Notification,
  subject: string | undefined,
): string[] => [account, region, source, subject ?? '', PARTS];

/** The key of the builds of a batch. */
export const batchKey = ({ account = '', region = '', source, batch }: Notification): string[] | undefined =>
  batch && [account, region, source, batch.id];

/** Moments that say things about a run that its end does not repeat. */
const NOTED = new Set<Notification['moment']>(['started', 'stopping', 'approved', 'rejected', 'expired']);

/** What the event says about its run that later events may not repeat; `undefined` if there is nothing to store. */
export const factsToNote = (notification: Notification): RunFacts | undefined => {
  const { moment, level, series, rollback, rollbackTo, trigger, execution, stopReason, stoppedBy, commits, decision } =
    notification;
  if (!NOTED.has(moment) || level === 'job') return undefined;
  const { stage, action } = notification;
  const place = { ...(stage !== undefined && { stage }), ...(action && { action: action.name }) };
  const about = level === 'action' || level === 'stage' ? {} : { series, rollback, rollbackTo, trigger };
  const facts: RunFacts = {
    ...about,
    stopReason,
    stoppedBy,
    decision: decision && { ...place, ...decision },
    ...(level !== 'action' && {
      startedAt: execution?.startedAt,
      commits: commits.length > 0 ? commits.slice(0, MAX_COMMITS) : undefined,
    }),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
};

/** Whether earlier events of the run may have said things that this one does not repeat. */
export const mayLackFacts = ({ moment, level, execution }: Notification): boolean =>
  execution !== undefined && level !== 'action' && level !== 'job' && moment !== 'started' && moment !== 'message';

/** The notification with the stored facts that it lacks. */
export const withFacts = (notification: Notification, { facts }: StoredRun): Notification => {
  const { startedAt, commits, decision, reported: _, ...others } = facts;
  const { execution } = notification;
  const isOver = notification.moment === 'failed' || notification.moment === 'stopped';
  const lacking = Object.entries(others).filter(([field]) => notification[field as keyof typeof others] === undefined);
  return {
    ...notification,
    ...Object.fromEntries(lacking),
    ...(execution && { execution: { ...execution, startedAt: execution.startedAt ?? startedAt } }),
    ...(notification.commits.length === 0 && commits && { commits }),
    // A run goes on after an approval.
    ...(isOver && decision && decision.kind !== 'approved' && { decision: notification.decision ?? decision }),
  };
};

/** Turns the end of a rollback, and of a run whose approval was not given, into the moment that it is. */
export const settled = (notification: Notification): Notification => {
  const { moment, rollback, decision, level, failures } = notification;
  if (moment === 'succeeded' && rollback) return { ...notification, moment: 'rolled-back', severity: 'warning' };
  if (moment !== 'failed' || level === 'job' || !decision || decision.kind === 'approved') return notification;
  // The reason of the only failed action is the decision in AWS's words.
  const places = failures.length > 1 ? failures : failures.map(({ stage, action }) => ({ stage, action }));
  return { ...notification, moment: decision.kind, severity: 'warning', failures: places };
};

/** The failed part that a notification is about. */
export const partOf = ({ resource, batch, failures, time }: Notification): Part => ({
  name: batch?.child ?? resource?.name ?? '',
  time,
  failures: [...failures],
});

const specific = ({ reason, code }: Failure): boolean => Boolean(reason ?? code);

/**
 * The failure of a subject with the causes that its parts reported: the earliest part failed first, so its reason is the
 * deepest. Parts of an earlier failure are left out.
 */
export const withParts = (notification: Notification, { parts }: StoredRun): Notification => {
  const since = Date.parse(notification.time) - PARTS_MS;
  const failures = parts.filter(({ time }) => Date.parse(time) >= since).flatMap((part) => part.failures);
  const causes = failures.filter(specific);
  return causes.length > 0 ? { ...notification, failures: causes } : notification;
};

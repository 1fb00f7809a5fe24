import { Cache } from '../enrichment/cache.ts';
import { enrich } from '../enrichment/enrich.ts';
import { eventSources } from '../events/index.ts';
import { GOOD_RUN, STORY } from '../events/shared/codepipeline-story.ts';
import type { Notification } from '../model/notification.ts';
import { batchAlert } from '../relay/batch-alert.ts';
import { endingOf } from '../relay/ending.ts';
import { partOf, settled } from '../relay/run-facts.ts';
import { withoutSecrets } from '../relay/without-secrets.ts';
import type { Run } from './answer-actions.ts';
import { type Answers, answersOf } from './answers.ts';

const MINUTE_MS = 60_000;

/** The example answers that the event sources declare, by service and operation. */
const declaredAnswers = async (): Promise<Answers> => {
  const sources = await eventSources.all();
  const answers = await Promise.all(sources.map(({ enrichment }) => enrichment?.exampleAnswers?.()));
  return Object.fromEntries(
    answers.flatMap((each) => Object.entries(each ?? {})).map(([question, answer]) => [question, () => answer]),
  );
};

const earlier = (time: string | undefined, minutes: number): Date =>
  new Date(Date.parse(time ?? '') - minutes * MINUTE_MS);

/** What is known about the run of a sample event besides its commit. */
const outcomeOf = ({ moment, stage, failures, rollback, decision }: Notification): Partial<Run> => {
  const by = 'hana.kim';
  if (rollback) return { status: 'Succeeded', rollbackTo: GOOD_RUN, ...STORY.good };
  if (decision?.kind === 'rejected') {
    return { status: 'Failed', failed: 'approval', answer: { by, comment: 'Wait for #318' }, ...STORY.fix };
  }
  if (moment === 'expired') return { status: 'Failed', failed: 'approval', ...STORY.fix };
  if (moment === 'approved') return { status: 'InProgress', answer: { by, comment: 'Looks good' }, ...STORY.fix };
  if (moment === 'approval') return { status: 'InProgress', ...STORY.fix };
  if (moment === 'stopped') {
    return { status: 'Stopped', stop: { by: 'ada.moreno', reason: 'Wrong configuration' }, ...STORY.fix };
  }
  if (moment === 'succeeded') return { status: 'Succeeded' };
  const isDeployment = [stage, failures[0]?.stage].includes('Deploy');
  return moment === 'failed' ? { status: 'Failed', failed: isDeployment ? 'deployment' : 'build' } : {};
};

/** The failed runs that lead to the sample's transition, newest first. In the answers, a run takes five minutes. */
const failedBefore = ({ moment, transition, time, rollback }: Notification): Run[] => {
  const pushes = [STORY.broken, STORY.second, STORY.third];
  const count = transition ? transition.count - (moment === 'failed' ? 1 : 0) : rollback ? 1 : 0;
  const since = rollback ? earlier(time, 30).toISOString() : (transition?.since ?? time);
  const step = (Date.parse(time) - Date.parse(since)) / MINUTE_MS / Math.max(1, count);
  const runs = Array.from({ length: count }, (_, at) => ({
    execution: crypto.randomUUID(),
    startedAt: earlier(since, 5 - at * step),
    status: 'Failed' as const,
    ...(pushes[at] ?? STORY.broken),
  }));
  return runs.toReversed();
};

/** An approval ships what a run before it did not, because that run was superseded. */
const supersededBefore = ({ moment, time, decision }: Notification): Run[] => {
  const isRelease = moment === 'approval' || decision !== undefined;
  return isRelease
    ? [{ execution: crypto.randomUUID(), startedAt: earlier(time, 20), status: 'Superseded', ...STORY.third }]
    : [];
};

/** AWS's answers about the run of a sample event and about earlier runs. They fit the sample's transition. */
export const sampleAnswers = async (notification: Notification, now: Date): Promise<Answers> => {
  const { pipeline, execution, transition, commits, series, time } = notification;
  const [commit] = commits;
  const own: Run = {
    execution: execution?.id ?? crypto.randomUUID(),
    startedAt: new Date(execution?.startedAt ?? earlier(now.toISOString(), 9)),
    status: 'InProgress',
    ...STORY.broken,
    ...(commit?.summary && { commit: commit.id, message: commit.summary, author: commit.author ?? '' }),
    ...(series && { branch: series.name }),
    ...outcomeOf(notification),
  };
  // The pipeline was green until 40 minutes before it broke.
  const good: Run = {
    execution: GOOD_RUN,
    startedAt: earlier(transition?.since ?? time, notification.rollback ? 75 : 45),
    status: 'Succeeded',
    ...(series && { branch: series.name }),
    ...STORY.good,
  };
  const runs = [own, ...supersededBefore(notification), ...failedBefore(notification), good];
  return { ...(await declaredAnswers()), ...answersOf(pipeline?.name ?? '', runs) };
};

/** Without a transition of its own, a failed sample counts as the first failure. */
const withTransition = (notification: Notification): Notification => {
  const { time, moment, transition } = notification;
  if (transition || moment !== 'failed' || !endingOf(notification)) return notification;
  return { ...notification, transition: { kind: 'broken', count: 1, since: time } };
};

/** The first failed build of a batch reports the batch. */
const asAlert = (enriched: Notification): Notification =>
  enriched.batch && enriched.moment === 'failed'
    ? withTransition(batchAlert(enriched, { facts: {}, parts: [partOf(enriched)] }))
    : enriched;

/** A sample event as it is before it is enriched: with its own transition, or as the first failure. */
export const judgedSample = (event: Notification): Notification => withTransition(settled(event));

/**
 * Adds the transition and the enrichment that the deployed relay would add to a sample event. The answers are sample
 * answers: no call is made.
 */
export const enrichSample = async (event: Notification, now: Date): Promise<Notification> => {
  const notification = judgedSample(event);
  const answers = await sampleAnswers(notification, now);
  const enriched = await enrich(notification, {
    call: async (service, operation, input) => {
      const answer = answers[`${service.name} ${operation}`];
      if (answer) return answer(input);
      throw Object.assign(new Error(`${service.name} ${operation}`), { code: 'NotFound' });
    },
    sources: eventSources,
    now: () => now,
    cache: new Cache(),
  });
  return withoutSecrets(asAlert(settled(enriched)));
};

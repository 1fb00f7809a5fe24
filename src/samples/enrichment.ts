import { Cache } from '../enrichment/cache.ts';
import { enrich } from '../enrichment/enrich.ts';
import { eventSources } from '../events/index.ts';
import { push } from '../events/shared/codepipeline-examples.ts';
import type { Notification } from '../model/notification.ts';
import { endingOf } from '../relay/ending.ts';
import { withoutSecrets } from '../relay/without-secrets.ts';
import { type Answers, answersOf } from './answers.ts';

const MINUTE_MS = 60_000;

const STATUSES = { failed: 'Failed', succeeded: 'Succeeded' } as const;

/** The example answers that the event sources declare, by service and operation. */
const declaredAnswers = async (): Promise<Answers> => {
  const sources = await eventSources.all();
  const answers = await Promise.all(sources.map(({ enrichment }) => enrichment?.exampleAnswers?.()));
  return Object.fromEntries(
    answers.flatMap((each) => Object.entries(each ?? {})).map(([question, answer]) => [question, () => answer]),
  );
};

/** AWS's answers about the run of a sample event and about earlier runs. They fit the sample's transition. */
export const sampleAnswers = async (notification: Notification, now: Date): Promise<Answers> => {
  const { moment, pipeline, stage, execution, transition } = notification;
  const ago = (minutes: number) => new Date(now.getTime() - minutes * MINUTE_MS);
  const own = {
    execution: execution?.id ?? crypto.randomUUID(),
    startedAt: ago(9),
    status: STATUSES[moment as keyof typeof STATUSES] ?? ('InProgress' as const),
    failed: [stage, notification.failures[0]?.stage].includes('Deploy') ? ('deployment' as const) : ('build' as const),
    commit: push['commit-id'],
    message: push['commit-message'],
  };
  // The number of failures in the sample's transition, without the sample itself.
  const failures = transition ? transition.count - (moment === 'failed' ? 1 : 0) : 0;
  const red = Array.from({ length: failures }, (_, at) => ({
    execution: crypto.randomUUID(),
    // In the answers, a run takes five minutes.
    startedAt: new Date(Date.parse(transition?.since ?? '') - 5 * MINUTE_MS + at * 10 * MINUTE_MS),
    status: 'Failed' as const,
    commit: 'c27d90be1f4a8356e0b9d8c7a6f5e4d3c2b1a098',
    message: 'Word the delivery slots more clearly (#213)',
  })).reverse();
  const good = {
    execution: '3e1d9c70-52b4-4b8e-a6f1-0c9d8e7f6a50',
    startedAt: ago(190),
    status: 'Succeeded' as const,
    commit: '9b1f4c2d7e8a6053c4d2e1f0a9b8c7d6e5f40312',
    message: 'Show the basket on every page (#209)',
  };
  return { ...(await declaredAnswers()), ...answersOf(pipeline?.name ?? '', [own, ...red, good]) };
};

/** Without a transition of its own, a failed sample counts as the first failure. */
const withTransition = (notification: Notification): Notification => {
  const { time, moment, transition } = notification;
  if (transition || moment !== 'failed' || !endingOf(notification)) return notification;
  return { ...notification, transition: { kind: 'broken', count: 1, since: time } };
};

/**
 * Adds the transition and the enrichment that the deployed relay would add to a sample event. The answers are sample
 * answers: no call is made.
 */
export const enrichSample = async (event: Notification, now: Date): Promise<Notification> => {
  const notification = withTransition(event);
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
  return withoutSecrets(enriched);
};

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

/** What AWS would tell of a made-up event: of the run that it is about, and of those before. */
export const sampleAnswers = (notification: Notification, now: Date): Answers => {
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
  // As many as the sample says that there were: this one may be the last of them.
  const failures = transition ? transition.count - (moment === 'failed' ? 1 : 0) : 0;
  const red = Array.from({ length: failures }, (_, at) => ({
    execution: crypto.randomUUID(),
    // It ends five minutes later, as AWS's list has it.
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
  return answersOf(pipeline?.name ?? '', [own, ...red, good]);
};

/** A first failure is what a made-up one is taken for where it does not say more. */
const judged = (notification: Notification): Notification => {
  const { time, moment, transition } = notification;
  if (transition || moment !== 'failed' || !endingOf(notification)) return notification;
  return { ...notification, transition: { kind: 'broken', count: 1, since: time } };
};

/**
 * Adds to a made-up event what the deployed relay remembers, and what it asks AWS for. The answers are made up as well:
 * nothing is asked.
 */
export const enrichSample = async (event: Notification, now: Date): Promise<Notification> => {
  const notification = judged(event);
  const answers = sampleAnswers(notification, now);
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

import type { RootFacts } from '../../../src/model/conversation.ts';
import type { Commit, Notification } from '../../../src/model/notification.ts';
import { ago, LOG_URL, run } from './factory.ts';

const commit = (id: string, summary: string, author: string): Commit => ({ id: id.padEnd(40, 'b'), summary, author });
export const CHARGE = commit('5f0c1a9', 'Charge the card once', 'Ada Moreno');
export const RESTORE = commit('61e0a7f', 'Restore the rounding', 'Jo Lindqvist');
export const SHOW = commit('9be47d1', 'Show the delivery slot', 'Grace Okafor');

export const FIRST = 'checkout › charges the card once: expected 1, received 2';
export const failure = {
  stage: 'Build',
  action: 'Unit-tests',
  reason: FIRST,
  log: 'FAIL checkout.test.ts',
  logUrl: LOG_URL,
};
const lastGood = {
  execution: '2c9d8e7f-6a5b',
  commit: 'c81d2e3'.padEnd(40, 'f'),
  compareUrl: 'https://git.example/compare',
};

/** A run of `shop` that failed in Build. */
export const failed = (transition: Notification['transition'], more: Partial<Notification> = {}): Notification =>
  run('failed', { failures: [failure], commits: [CHARGE], lastGood, transition, ...more });

/** A further failure of an incident that began 130 minutes ago. */
export const still = (count: number, error?: 'same' | 'different') =>
  ({ kind: 'still-failing', count, since: ago(130), error }) as const;

export const RUN = 'run 3f9c1d70';
export const ACCOUNT = 'account 111122223333, eu-west-1';

/** A message of a conversation and its lines, from the verdict to the small facts. */
export type Message = readonly [form: 'root' | 'reply', Notification, facts: RootFacts, ...lines: string[]];

import {
  isLastingState,
  momentOfSentence,
  momentOfState,
  severityOfMoment,
} from '../../../src/events/shared/states.ts';

test.each([
  ['FAILED', 'failed'],
  ['Failed', 'failed'],
  ['jobFailed', 'failed'],
  ['ERROR', 'failed'],
  ['TimedOut', 'failed'],
  ['TIMEOUT', 'failed'],
  ['timed-out', 'failed'],
  ['UPDATE_FAILED', 'failed'],
  ['COMPLETED_WITH_ERRORS', 'failed'],
  ['Terminated with errors', 'failed'],
  ['EXPIRED', 'failed'],
  ['UNHEALTHY', 'failed'],
  ['firing', 'failed'],
  ['FAULT', 'failed'],
  ['SUCCEEDED', 'succeeded'],
  ['Completed', 'succeeded'],
  ['ok', 'succeeded'],
  ['resolved', 'succeeded'],
  ['FAILURE_RESOLVED', 'succeeded'],
  ['RUNNING', 'started'],
  ['InProgress', 'started'],
  ['IN_PROGRESS', 'started'],
  ['STOPPING', 'stopping'],
  ['STOPPED', 'stopped'],
  ['Aborted', 'stopped'],
  ['CANCELLED', 'canceled'],
  ['CANCELED', 'canceled'],
  ['ROLLBACK_COMPLETE', 'rolled-back'],
])('the state %s is the moment %s', (state, moment) => {
  expect(momentOfState(state)).toBe(moment);
});

test.each([
  'PENDING',
  'ACTIVE',
  'INCOMPLETE',
  'NO_ERROR',
  'NOT_FAILED',
  'failover',
  'UNRESOLVED',
  '',
  'FAILED '.repeat(20),
])('the state %j is no moment', (state) => {
  expect(momentOfState(state)).toBeUndefined();
});

test('only states with an opposite last', () => {
  expect(['UNHEALTHY', 'healthy', 'Ok', 'ALARM', 'resolved'].filter(isLastingState)).toHaveLength(5);
  expect(['FAILED', 'SUCCEEDED', 'COMPLETED', 'RUNNING', 'ERROR'].filter(isLastingState)).toEqual([]);
});

test.each([
  ['ECS deployment FAILED: shop/web', 'failed'],
  ['Deployment failed', 'failed'],
  ['[CRITICAL] 5xx of the checkout', 'failed'],
  ['Import timed out', 'failed'],
  ['order_import_failed', 'failed'],
  ['ALARM: queue is full', 'failed'],
  [':rotating_light: root signed in (Success)', 'failed'],
  ['❌ Backup', 'failed'],
  ['Error in the import is not resolved', 'failed'],
  ['RESOLVED: error in the import', 'succeeded'],
  ['Service has recovered from a failure', 'succeeded'],
  ['✅ Backup', 'succeeded'],
  ['Backup completed with 0 errors', 'succeeded'],
  ['Import finished: failed: 0', 'succeeded'],
  ['Deployment succeeded', 'succeeded'],
])('the sentence %s reports %s', (sentence, moment) => {
  expect(momentOfSentence(sentence)).toBe(moment);
});

test.each([
  'Release 42 is waiting',
  'An alarm was created',
  'No errors today',
  'Failover of the database',
  'Terror films',
  '',
])('the sentence %j reports neither', (sentence) => {
  expect(momentOfSentence(sentence)).toBeUndefined();
});

test('the severity of a moment is that of its words', () => {
  expect(
    ['failed', 'succeeded', 'stopped', 'started', 'message'].map((moment) => severityOfMoment(moment as 'failed')),
  ).toEqual(['failure', 'success', 'warning', 'info', 'info']);
});

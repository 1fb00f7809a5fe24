import { headline } from '../../../src/wording/words.ts';
import { exampleBody } from '../example-events.ts';
import { read } from '../reading.ts';

const CONSOLE = 'https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1#';
const STACK =
  'arn%3Aaws%3Acloudformation%3Aeu-central-1%3A111122223333%3Astack%2Fshop-prod%2F5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f';

const stack = (status: string, reason = '') => {
  const event = exampleBody('cloudformation-failed');
  event.detail['status-details'] = { status, 'status-reason': reason };
  return event;
};

test('reports a failed update with reason, stack and link when the rollback starts', () => {
  const event = exampleBody('cloudformation-failed');

  const notification = read(event);

  expect(notification).toMatchObject({
    source: 'cloudformation',
    moment: 'failed',
    severity: 'failure',
    account: '111122223333',
    region: 'eu-central-1',
    resource: { kind: 'stack', name: 'shop-prod', url: `${CONSOLE}/stacks/events?stackId=${STACK}` },
    execution: { id: event.detail['client-request-token'] },
    failures: [
      {
        reason: 'The following resource(s) failed to update: [Database, PaymentQueue].',
        code: 'UPDATE_ROLLBACK_IN_PROGRESS',
      },
    ],
  });
  expect(headline(notification)).toBe('Stack shop-prod failed');
});

test.each([
  ['CREATE_IN_PROGRESS', 'started', 'info', 'is being created'],
  ['CREATE_COMPLETE', 'succeeded', 'success', 'succeeded'],
  ['CREATE_FAILED', 'failed', 'failure', 'failed'],
  ['ROLLBACK_IN_PROGRESS', 'failed', 'failure', 'failed'],
  ['ROLLBACK_COMPLETE', 'change', 'warning', 'is rolled back'],
  ['ROLLBACK_FAILED', 'failed', 'failure', 'is stuck: its rollback failed'],
  ['UPDATE_IN_PROGRESS', 'started', 'info', 'is being updated'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'change', 'info', 'cleans up'],
  ['UPDATE_COMPLETE', 'succeeded', 'success', 'succeeded'],
  ['UPDATE_FAILED', 'failed', 'failure', 'failed'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'failed', 'failure', 'failed'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'change', 'info', 'cleans up'],
  ['UPDATE_ROLLBACK_COMPLETE', 'change', 'warning', 'is rolled back'],
  ['UPDATE_ROLLBACK_FAILED', 'failed', 'failure', 'is stuck: its rollback failed'],
  ['DELETE_IN_PROGRESS', 'started', 'warning', 'is being deleted'],
  ['DELETE_COMPLETE', 'succeeded', 'warning', 'was deleted'],
  ['DELETE_FAILED', 'failed', 'failure', 'could not be deleted'],
  ['REVIEW_IN_PROGRESS', 'change', 'info', 'has a change set to review'],
  ['IMPORT_IN_PROGRESS', 'started', 'info', 'is importing resources'],
  ['IMPORT_COMPLETE', 'succeeded', 'success', 'succeeded'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'failed', 'failure', 'failed'],
  ['IMPORT_ROLLBACK_COMPLETE', 'change', 'warning', 'is rolled back'],
  ['IMPORT_ROLLBACK_FAILED', 'failed', 'failure', 'is stuck: its rollback failed'],
  ['EXPORT_COMPLETE', 'change', 'info', 'is now EXPORT_COMPLETE'],
])('%s is the moment "%s" of severity %s', (status, moment, severity, words) => {
  const notification = read(stack(status, 'Because.'));

  expect(notification).toMatchObject({ moment, severity, state: status });
  expect(headline(notification)).toBe(`Stack shop-prod ${words}`);
  expect(notification.failures.length).toBe(moment === 'failed' ? 1 : 0);
});

test('does not report a rollback requested by a user as a failure', () => {
  expect(read(stack('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated'))).toMatchObject({
    moment: 'stopped',
    severity: 'warning',
    title: 'Stack shop-prod was stopped and rolls back',
    text: undefined,
    failures: [],
  });
});

test.each(['DELETE_COMPLETE', 'DELETE_FAILED'])('%s has no execution, so that no later run fixes it', (status) => {
  expect(read(stack(status)).execution).toBeUndefined();
});

describe('drift', () => {
  test.each([
    ['DRIFTED', 2, 'warning', 'Stack shop-prod has drifted: 2 resources'],
    ['DRIFTED', 1, 'warning', 'Stack shop-prod has drifted: 1 resource'],
    ['DRIFTED', undefined, 'warning', 'Stack shop-prod has drifted'],
    ['IN_SYNC', 0, 'success', 'Stack shop-prod has not drifted'],
    ['UNKNOWN', -1, 'info', 'Stack shop-prod: drift is UNKNOWN'],
  ])('%s of %p resources is a change of severity %s', (status, count, severity, title) => {
    const event = exampleBody('cloudformation-drift');
    event.detail['status-details']['stack-drift-status'] = status;
    event.detail['drift-detection-details'] = { 'drifted-stack-resource-count': count };

    expect(read(event)).toMatchObject({
      moment: 'change',
      severity,
      title,
      resource: { kind: 'stack', url: `${CONSOLE}/stacks/drifts?stackId=${STACK}` },
      execution: undefined,
    });
  });
});

test.each([
  ['RUNNING', 'started', 'info', 'started'],
  ['SUCCEEDED', 'succeeded', 'success', 'succeeded'],
  ['FAILED', 'failed', 'failure', 'failed'],
  ['STOPPING', 'stopping', 'warning', 'is stopping'],
  ['STOPPED', 'stopped', 'warning', 'stopped'],
  ['QUEUED', 'change', 'info', 'is now QUEUED'],
])('a stack set’s operation that is %s is the moment "%s" of severity %s', (status, moment, severity, words) => {
  const event = exampleBody('cloudformation-stack-set-failed');
  event.detail['status-details'].status = status;

  const notification = read(event);

  expect(notification).toMatchObject({
    moment,
    severity,
    resource: { kind: 'stack set', name: 'guardrails', url: `${CONSOLE}/stacksets/guardrails/stacks` },
    execution: { id: event.detail['stack-set-operation-id'] },
  });
  expect(headline(notification)).toBe(`Stack set guardrails ${words}`);
});

test('reports a stack that is deleted after a failed creation as failed, and a requested deletion as not failed', () => {
  const deleted = (reason: string) => {
    const event = exampleBody('cloudformation-failed');
    event.detail['status-details'] = { status: 'DELETE_IN_PROGRESS', 'status-reason': reason };
    return read(event);
  };
  const reason = 'The following resource(s) failed to create: [Topic]. . Delete requested by user.';

  expect(deleted(reason)).toMatchObject({
    moment: 'failed',
    title: 'Stack shop-prod could not be created, and is being deleted',
    failures: [{ reason }],
  });
  expect(deleted('User Initiated')).toMatchObject({ moment: 'started', failures: [] });
  expect(deleted('')).toMatchObject({ moment: 'started', failures: [] });
});

test('does not report a failed drift detection as in sync', () => {
  const event = exampleBody('cloudformation-drift');
  event.detail['status-details'] = { 'stack-drift-status': 'IN_SYNC', 'detection-status': 'DETECTION_FAILED' };

  expect(read(event)).toMatchObject({
    moment: 'change',
    severity: 'warning',
    title: 'Stack shop-prod: drift could not be found out in whole',
  });
});

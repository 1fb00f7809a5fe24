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
    failures: [{ action: 'Database' }, { action: 'PaymentQueue' }],
  });
  expect(notification.verdict).toBeUndefined();
  expect(notification).not.toHaveProperty('parent');
});

test.each([
  ['CREATE_IN_PROGRESS', 'started', 'info', 'stack-creating'],
  ['CREATE_COMPLETE', 'succeeded', 'success', undefined],
  ['CREATE_FAILED', 'failed', 'failure', undefined],
  ['ROLLBACK_IN_PROGRESS', 'failed', 'failure', undefined],
  ['ROLLBACK_COMPLETE', 'rolled-back', 'warning', undefined],
  ['ROLLBACK_FAILED', 'failed', 'failure', 'stack-rollback-failed'],
  ['UPDATE_IN_PROGRESS', 'started', 'info', 'stack-updating'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'change', 'info', 'stack-cleaning-up'],
  ['UPDATE_COMPLETE', 'succeeded', 'success', undefined],
  ['UPDATE_FAILED', 'failed', 'failure', undefined],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'failed', 'failure', undefined],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'change', 'info', 'stack-cleaning-up'],
  ['UPDATE_ROLLBACK_COMPLETE', 'rolled-back', 'warning', undefined],
  ['UPDATE_ROLLBACK_FAILED', 'failed', 'failure', 'stack-rollback-failed'],
  ['DELETE_IN_PROGRESS', 'started', 'warning', 'stack-deleting'],
  ['DELETE_COMPLETE', 'succeeded', 'warning', 'stack-deleted'],
  ['DELETE_FAILED', 'failed', 'failure', 'stack-delete-failed'],
  ['REVIEW_IN_PROGRESS', 'change', 'info', 'stack-change-set'],
  ['IMPORT_IN_PROGRESS', 'started', 'info', 'stack-importing'],
  ['IMPORT_COMPLETE', 'succeeded', 'success', undefined],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'failed', 'failure', undefined],
  ['IMPORT_ROLLBACK_COMPLETE', 'rolled-back', 'warning', undefined],
  ['IMPORT_ROLLBACK_FAILED', 'failed', 'failure', 'stack-rollback-failed'],
  ['EXPORT_COMPLETE', 'change', 'info', undefined],
])('%s is the moment "%s" of severity %s with the verdict %p', (status, moment, severity, code) => {
  const notification = read(stack(status, 'Because.'));

  expect(notification).toMatchObject({ moment, severity, state: status });
  expect(notification.verdict?.code).toBe(code);
  expect(notification.failures).toEqual(moment === 'failed' ? [{ reason: 'Because.' }] : []);
  expect(notification.rollback).toBe(/ROLLBACK_(?:COMPLETE|FAILED)$/.test(status) || undefined);
});

test('does not report a rollback requested by a user as a failure', () => {
  expect(read(stack('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated'))).toMatchObject({
    moment: 'stopped',
    severity: 'warning',
    verdict: { code: 'stack-stopped', values: {} },
    text: undefined,
    failures: [],
  });
});

test.each(['DELETE_COMPLETE', 'DELETE_FAILED'])('%s has no execution, so that no later run fixes it', (status) => {
  expect(read(stack(status))).not.toHaveProperty('execution');
  expect(read(stack(status))).not.toHaveProperty('lasting');
});

describe('drift', () => {
  test.each([
    ['DRIFTED', 2, 'warning', 'shop-prod has drifted: 2 resources'],
    ['DRIFTED', 1, 'warning', 'shop-prod has drifted: 1 resource'],
    ['DRIFTED', undefined, 'warning', 'shop-prod has drifted'],
    ['IN_SYNC', 0, 'success', 'shop-prod has not drifted'],
    ['UNKNOWN', -1, 'info', 'shop-prod: drift is not known'],
  ])('%s of %p resources is a change of severity %s', (status, count, severity, words) => {
    const event = exampleBody('cloudformation-drift');
    event.detail['status-details']['stack-drift-status'] = status;
    event.detail['drift-detection-details'] = { 'drifted-stack-resource-count': count };

    const notification = read(event);

    expect(notification).toMatchObject({
      moment: 'change',
      severity,
      resource: { kind: 'stack', url: `${CONSOLE}/stacks/drifts?stackId=${STACK}` },
    });
    expect(notification.execution).toBeUndefined();
    expect(headline(notification)).toMatch(new RegExp(`${words}$`));
  });
});

test.each([
  ['RUNNING', 'started', 'info'],
  ['SUCCEEDED', 'succeeded', 'success'],
  ['FAILED', 'failed', 'failure'],
  ['STOPPING', 'stopping', 'warning'],
  ['STOPPED', 'stopped', 'warning'],
  ['QUEUED', 'change', 'info'],
])('a stack set’s operation that is %s is the moment "%s" of severity %s', (status, moment, severity) => {
  const event = exampleBody('cloudformation-stack-set-failed');
  event.detail['status-details'].status = status;

  const notification = read(event);

  expect(notification).toMatchObject({
    moment,
    severity,
    resource: { kind: 'stack-set', name: 'guardrails', url: `${CONSOLE}/stacksets/guardrails/stacks` },
    execution: { id: event.detail['stack-set-operation-id'] },
  });
  expect(notification.verdict).toBeUndefined();
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
    verdict: { code: 'stack-create-failed', values: {} },
    failures: [{ action: 'Topic' }],
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
    verdict: { code: 'stack-drift-incomplete', values: {} },
  });
});

import type { Example } from '../../model/event-source.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_REGION, exampleEvent, jsonExample } from '../shared/example.ts';
import { DRIFT, STACK, STACK_SET } from './event.ts';

const ARN = `arn:aws:cloudformation:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}`;
const STACK_ARN = `${ARN}:stack/shop-prod/5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f`;
const NESTED_ARN = `${ARN}:stack/shop-prod-Storage-1Q8ZT4M7XK2W/6c1d8e21-17b6-11f1-8b44-0b2c3d4e5f60`;
const STACK_SET_ARN = `${ARN}:stackset/guardrails:7c1f4e7a-2f43-4a0e-9f0b-1c5d2e3f4a5b`;

/** A message in the form that a stack publishes. */
const message = (now: Date, changes: object): string =>
  Object.entries({
    StackId: STACK_ARN,
    Timestamp: now.toISOString(),
    EventId: crypto.randomUUID(),
    LogicalResourceId: 'shop-prod',
    Namespace: EXAMPLE_ACCOUNT,
    PhysicalResourceId: STACK_ARN,
    ResourceProperties: 'null',
    ResourceStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
    ResourceStatusReason: 'The following resource(s) failed to update: [Database, PaymentQueue]. ',
    ResourceType: 'AWS::CloudFormation::Stack',
    StackName: 'shop-prod',
    ClientRequestToken: `Console-ExecuteChangeSet-${crypto.randomUUID()}`,
    ...changes,
  })
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('');

const text = (name: string, now: Date, changes: object = {}): Example => ({
  name,
  text: message(now, changes),
  subject: 'AWS CloudFormation Notification',
});

/** An update that fails because a queue exists already, and other events. */
export const cloudformationExamples = (now: Date): readonly Example[] => {
  const example = (name: string, detailType: string, arn: string, detail: object) =>
    jsonExample(name, exampleEvent({ source: 'aws.cloudformation', detailType, at: now, resources: [arn], detail }));
  const stack = (name: string, status: string, reason = '', arn = STACK_ARN) =>
    example(name, STACK, arn, {
      'stack-id': arn,
      'status-details': { status, 'status-reason': reason },
      'client-request-token': crypto.randomUUID(),
    });
  return [
    stack(
      'cloudformation-failed',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'The following resource(s) failed to update: [Database, PaymentQueue]. ',
    ),
    stack('cloudformation-stuck', 'UPDATE_ROLLBACK_FAILED', 'The following resource(s) failed to update: [Database]. '),
    stack('cloudformation-updated', 'UPDATE_COMPLETE'),
    stack('cloudformation-rolled-back', 'UPDATE_ROLLBACK_COMPLETE'),
    stack(
      'cloudformation-nested-failed',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'The following resource(s) failed to create: [PaymentQueue]. ',
      NESTED_ARN,
    ),
    example('cloudformation-drift', DRIFT, STACK_ARN, {
      'stack-id': STACK_ARN,
      'stack-drift-detection-id': crypto.randomUUID(),
      'status-details': { 'stack-drift-status': 'DRIFTED', 'detection-status': 'DETECTION_COMPLETE' },
      'drift-detection-details': { 'drifted-stack-resource-count': 2 },
      'client-request-token': '',
    }),
    example('cloudformation-stack-set-failed', STACK_SET, STACK_SET_ARN, {
      'stack-set-arn': STACK_SET_ARN,
      'stack-set-operation-id': crypto.randomUUID(),
      'status-details': { status: 'FAILED' },
    }),
    text('cloudformation-sns', now),
    text('cloudformation-resource-sns', now, {
      LogicalResourceId: 'PaymentQueue',
      PhysicalResourceId: '',
      ResourceStatus: 'CREATE_FAILED',
      ResourceStatusReason: 'payments already exists',
      ResourceType: 'AWS::SQS::Queue',
    }),
  ];
};

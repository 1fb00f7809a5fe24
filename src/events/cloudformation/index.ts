// Stacks, their drift, and stack sets: from EventBridge, or from the text that a stack publishes to its notification topic.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/events-detail-reference.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html

import { defineEventSource, type Example } from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_REGION, exampleEvent, jsonExample } from '../shared/example.ts';
import { asks } from './asks.ts';
import {
  type CloudFormationChange,
  CloudFormationEvent,
  cloudformationEvents,
  DRIFT,
  STACK,
  STACK_SET,
} from './event.ts';

/** AWS's limit for names of stacks and stack sets, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 128;
const MAX_ID_CHARS = 128;
const MAX_REASON_CHARS = 1000;

/** The fields of a notification that depend on the status. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'title'>;

const outcome = (moment: Moment, severity: Severity, title?: string): Outcome => ({ moment, severity, title });

/** Whether a reason is the one of an action in the console or the CLI. */
const isByHand = (reason: string | undefined): boolean => /^user initiated$/i.test(reason?.trim() ?? '');

/**
 * A failure is reported once, with the event that contains the reason: the start of the rollback, or the failure itself
 * if there is no rollback. The end of a rollback is a failure only if the rollback fails.
 */
const stackOutcome = ({ status = '', reason }: CloudFormationChange, name: string): Outcome => {
  const about = `Stack ${name}`;
  if (status === 'DELETE_FAILED') return outcome('failed', 'failure', `${about} could not be deleted`);
  if (/ROLLBACK_FAILED$/.test(status)) return outcome('failed', 'failure', `${about} is stuck: its rollback failed`);
  if (/FAILED$/.test(status)) return outcome('failed', 'failure');
  if (/ROLLBACK_IN_PROGRESS$/.test(status)) {
    return isByHand(reason)
      ? outcome('stopped', 'warning', `${about} was stopped and rolls back`)
      : outcome('failed', 'failure');
  }
  // A stack that is deleted because it could not be created.
  if (status === 'DELETE_IN_PROGRESS' && /failed to create|\S.*\bDelete requested by user/i.test(reason ?? '')) {
    return outcome('failed', 'failure', `${about} could not be created, and is being deleted`);
  }
  if (/ROLLBACK_COMPLETE$/.test(status)) return outcome('change', 'warning', `${about} is rolled back`);
  if (/CLEANUP_IN_PROGRESS$/.test(status)) return outcome('change', 'info', `${about} cleans up`);
  switch (status) {
    case 'CREATE_IN_PROGRESS':
      return outcome('started', 'info', `${about} is being created`);
    case 'UPDATE_IN_PROGRESS':
      return outcome('started', 'info', `${about} is being updated`);
    case 'IMPORT_IN_PROGRESS':
      return outcome('started', 'info', `${about} is importing resources`);
    case 'DELETE_IN_PROGRESS':
      return outcome('started', 'warning', `${about} is being deleted`);
    case 'DELETE_COMPLETE':
      return outcome('succeeded', 'warning', `${about} was deleted`);
    case 'REVIEW_IN_PROGRESS':
      return outcome('change', 'info', `${about} has a change set to review`);
    case 'CREATE_COMPLETE':
    case 'UPDATE_COMPLETE':
    case 'IMPORT_COMPLETE':
      return outcome('succeeded', 'success');
    default:
      return outcome('change', 'info');
  }
};

const driftOutcome = (change: CloudFormationChange, name: string): Outcome => {
  const { status, driftedResources: count = 0, isDetectionFailed } = change;
  if (isDetectionFailed) return outcome('change', 'warning', `Stack ${name}: drift could not be found out in whole`);
  const resources = count > 0 ? `: ${count === 1 ? '1 resource' : `${count} resources`}` : '';
  if (status === 'DRIFTED') return outcome('change', 'warning', `Stack ${name} has drifted${resources}`);
  if (status === 'IN_SYNC') return outcome('change', 'success', `Stack ${name} has not drifted`);
  return outcome('change', 'info', `Stack ${name}: drift is ${status ?? 'unknown'}`);
};

const STACK_SETS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['RUNNING', ['started', 'info']],
  ['SUCCEEDED', ['succeeded', 'success']],
  ['FAILED', ['failed', 'failure']],
  ['STOPPING', ['stopping', 'warning']],
  ['STOPPED', ['stopped', 'warning']],
]);

const outcomeOf = (change: CloudFormationChange, name: string): Outcome => {
  switch (change.kind) {
    case STACK:
      return stackOutcome(change, name);
    case DRIFT:
      return driftOutcome(change, name);
    case STACK_SET:
      return outcome(...(STACK_SETS.get(change.status ?? '') ?? (['change', 'info'] as const)));
    default: {
      const resource = lineOf(change.resource, MAX_NAME_CHARS) ?? 'A resource';
      const severity = /FAILED$/.test(change.status ?? '') ? 'warning' : 'info';
      return outcome('change', severity, lineOf(`${resource} in stack ${name} is ${change.status}`, 250));
    }
  }
};

const linkOf = ({ kind, region, arn = '' }: CloudFormationChange, name: string): string | undefined => {
  const page = kind === DRIFT ? 'drifts' : 'events';
  const hash =
    kind === STACK_SET ? `/stacksets/${encodePart(name)}/stacks` : `/stacks/${page}?stackId=${encodePart(arn)}`;
  return consoleLink(region, ['cloudformation', 'home'], hash);
};

/** Deletions have no later run that could fix them, and drift is not a run. */
const executionOf = ({ kind, run, status }: CloudFormationChange): Notification['execution'] => {
  const id = kind === STACK || kind === STACK_SET ? lineOf(run, MAX_ID_CHARS) : undefined;
  return id && !/^DELETE_/.test(status ?? '') ? { id } : undefined;
};

const STACK_ARN = `arn:aws:cloudformation:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:stack/shop-prod/5b0c7d10-17b6-11f1-9a55-0a1b2c3d4e5f`;
const STACK_SET_ARN = `arn:aws:cloudformation:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:stackset/guardrails:7c1f4e7a-2f43-4a0e-9f0b-1c5d2e3f4a5b`;

/** A message in the form that a stack publishes. */
const message = (now: Date): string =>
  Object.entries({
    StackId: STACK_ARN,
    Timestamp: now.toISOString(),
    EventId: crypto.randomUUID(),
    LogicalResourceId: 'shop-prod',
    Namespace: EXAMPLE_ACCOUNT,
    PhysicalResourceId: STACK_ARN,
    ResourceProperties: 'null',
    ResourceStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
    ResourceStatusReason: 'The following resource(s) failed to update: [Database]. ',
    ResourceType: 'AWS::CloudFormation::Stack',
    StackName: 'shop-prod',
    ClientRequestToken: `Console-ExecuteChangeSet-${crypto.randomUUID()}`,
  })
    .map(([key, value]) => `${key}='${value}'\n`)
    .join('');

const examples = (now: Date): readonly Example[] => {
  const example = (name: string, detailType: string, arn: string, detail: object) =>
    jsonExample(name, exampleEvent({ source: 'aws.cloudformation', detailType, at: now, resources: [arn], detail }));
  const stack = (name: string, status: string, reason = '') =>
    example(name, STACK, STACK_ARN, {
      'stack-id': STACK_ARN,
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
    { name: 'cloudformation-sns', text: message(now), subject: 'AWS CloudFormation Notification' },
  ];
};

/** CloudFormation stacks and stack sets. */
export const cloudformation = defineEventSource({
  name: 'cloudformation',
  enrichment: {
    asks,
    providers: ['CloudFormation'],
    applies: ({ moment, state, resource }) =>
      resource !== undefined && (moment === 'failed' || (moment === 'change' && state === 'DRIFTED')),
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./example-answers.ts')).exampleAnswers,
  },
  subscribes: cloudformationEvents,
  examples,
  event: CloudFormationEvent,
  notify(change, { messageId, publishedAt }) {
    const arn = parseArn(change?.arn);
    const [, name] = /^stack(?:set)?\/([^/:]+)/.exec(arn.resource ?? '') ?? [];
    const shown = lineOf(name, MAX_NAME_CHARS);
    if (!change || !name || !shown) return undefined;

    const region = change.region ?? arn.region;
    const status = lineOf(change.status, 60);
    const outcome = outcomeOf({ ...change, status }, shown);
    const reason = textOf(isByHand(change.reason) ? undefined : change.reason, MAX_REASON_CHARS);
    const isFailure = outcome.moment === 'failed';
    return {
      id: eventIdentity(change.id) ?? stableId('message', [messageId]),
      ...outcome,
      time: isoTime(change.time) ?? publishedAt,
      text: isFailure ? undefined : reason,
      account: change.account ?? arn.account,
      region,
      resource: {
        kind: change.kind === STACK_SET ? 'stack set' : 'stack',
        name: shown,
        url: linkOf({ ...change, region }, name),
      },
      state: status,
      execution: executionOf(change),
      failures: isFailure && change.kind === STACK ? [{ reason, code: status }] : [],
    };
  },
});

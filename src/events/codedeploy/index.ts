// State changes of deployments, and failures on single instances, from EventBridge or from a notification rule.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, type Example, text } from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { EXAMPLE_ACCOUNT as ACCOUNT, exampleEvent, jsonExample, EXAMPLE_REGION as REGION } from '../shared/example.ts';
import { asks, isDeployment } from './asks.ts';

const SOURCE = 'aws.codedeploy';
const DEPLOYMENT = 'CodeDeploy Deployment State-change Notification';
const INSTANCE = 'CodeDeploy Instance State-change Notification';

/**
 * Events use other names than the API (Succeeded, Failed, Stopped). A deployment in READY continues by itself or waits
 * for a person. The event does not show which, so it does not raise an alert.
 */
const MOMENTS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['START', ['started', 'info']],
  ['SUCCESS', ['succeeded', 'success']],
  ['FAILURE', ['failed', 'failure']],
  ['STOP', ['stopped', 'warning']],
]);

/** Verdicts of the states without a moment. */
const VERDICTS: ReadonlyMap<string, string> = new Map([
  ['QUEUED', 'deployment-queued'],
  ['READY', 'deployment-ready'],
]);

/** Longest name of an application and of a deployment group, in characters. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html */
const MAX_NAME_CHARS = 100;
/** A limit of ours, in characters. */
const MAX_ID_CHARS = 200;

const Event = awsEvent(
  { source: SOURCE, detailTypes: [DEPLOYMENT, INSTANCE] },
  z.looseObject({ application: text, deploymentGroup: text, deploymentId: text, instanceId: text, state: text }),
);
type Event = z.infer<typeof Event>;

/** `application/group`, from the detail or from the event's ARNs, which come in any order. */
const nameOf = ({ detail, resources }: Event): string | undefined => {
  const application = lineOf(detail.application, MAX_NAME_CHARS);
  const group = lineOf(detail.deploymentGroup, MAX_NAME_CHARS);
  if (application && group) return `${application}/${group}`;
  const [, named] =
    /:deploymentgroup:(.{1,201})$/.exec(resources?.find((arn) => arn?.includes(':deploymentgroup:')) ?? '') ?? [];
  return lineOf(named, 2 * MAX_NAME_CHARS + 1) ?? application;
};

const linkOf = ({ region, detail: { deploymentId } }: Event): string | undefined =>
  deploymentId && /^d-\w{1,40}$/.test(deploymentId)
    ? consoleLink(region, ['codesuite', 'codedeploy', 'deployments', deploymentId])
    : undefined;

type Outcome = Pick<Notification, 'moment' | 'severity'> & Partial<Notification>;

const deploymentFields = (state: string): Outcome => {
  const [moment, severity] = MOMENTS.get(state) ?? ['change', 'info'];
  const code = VERDICTS.get(state);
  return { moment, severity, ...(code && { verdict: { code, values: {} } }) };
};

/**
 * A failure on one instance is a part of the deployment and no alert by default: the deployment may still succeed,
 * and its own event reports whether it does.
 */
const instanceFields = (state: string, name: string, { detail, region }: Event): Outcome => {
  const instance = lineOf(detail.instanceId, MAX_ID_CHARS) ?? '';
  const url = /^i-[0-9a-f]{1,40}$/.test(instance)
    ? consoleLink(region, ['ec2', 'home'], `InstanceDetails:instanceId=${encodePart(instance)}`)
    : undefined;
  return {
    moment: 'change',
    severity: MOMENTS.get(state)?.[0] === 'failed' ? 'warning' : 'info',
    level: 'job',
    parent: name,
    verdict: { code: 'deployment-instance', values: { instance, state } },
    links: url ? [{ label: 'open-instance', url }] : [],
  };
};

/**
 * One identity for a change in both dialects: a notification rule sends the same change without an id. A deployment, and
 * each of its instances, reaches each state once.
 */
const identityOf = ({ id, time, resources, detail }: Event): string => {
  const { deploymentId, instanceId, state } = detail;
  if (deploymentId && state) return stableId('deployment', [deploymentId, instanceId, state].map(String));
  return eventIdentity(id) ?? stableId('deployment', [resources?.join(' '), instanceId, state, time].map(String));
};

/** A new id of a deployment, in the form of CodeDeploy's. */
const exampleId = (): string => `d-${crypto.randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;

const example = (name: string, at: Date, state: string, instanceId?: string): Example => {
  const arn = `arn:aws:codedeploy:${REGION}:${ACCOUNT}`;
  const resources = [`${arn}:application:shop`, `${arn}:deploymentgroup:shop/live`];
  return jsonExample(
    name,
    exampleEvent({
      source: SOURCE,
      detailType: instanceId ? INSTANCE : DEPLOYMENT,
      at,
      resources: instanceId ? [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${instanceId}`, ...resources] : resources,
      detail: {
        region: REGION,
        application: 'shop',
        deploymentGroup: 'live',
        deploymentId: exampleId(),
        instanceGroupId: '0d7a6a4c-5b0e-4d53-9c1e-3f1f6f0f7c11',
        ...(instanceId && { instanceId }),
        state,
      },
    }),
  );
};

/** CodeDeploy deployments. The events contain no reason for a failure. */
export const codedeploy = defineEventSource({
  name: 'codedeploy',
  enrichment: {
    asks,
    providers: ['CodeDeploy', 'CodeDeployToECS'],
    // Failed deployments are asked for the cause, others what they deploy, and whether they are a rollback.
    applies: ({ moment, execution }) => /^(?:failed|started|succeeded)$/.test(moment) && isDeployment(execution?.id),
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./example-answers.ts')).exampleAnswers,
  },
  subscribes: [
    { source: SOURCE, detailTypes: [DEPLOYMENT] },
    { source: SOURCE, detailTypes: [INSTANCE], detail: { state: ['FAILURE'] } },
  ],
  examples: (now) => [
    example('codedeploy-failed', now, 'FAILURE'),
    example('codedeploy-started', now, 'START'),
    example('codedeploy-succeeded', now, 'SUCCESS'),
    example('codedeploy-ready', now, 'READY'),
    example('codedeploy-instance-failed', now, 'FAILURE', 'i-0d5a1b7c3e9f42680'),
  ],
  event: Event,
  notify(event, { publishedAt }) {
    const { detail } = event;
    const type = detailTypeOf(event);
    const name = nameOf(event);
    if (!type || !name) return undefined;

    const state = lineOf(detail.state, 40) ?? 'changed';
    const id = lineOf(detail.deploymentId, MAX_ID_CHARS);
    const time = isoTime(event.time) ?? publishedAt;
    const url = linkOf(event);
    return {
      id: identityOf(event),
      time,
      resource: { kind: 'deployment', name, url },
      state,
      execution: id ? { id, ...(type === DEPLOYMENT && state === 'START' && { startedAt: time }) } : undefined,
      ...(type === INSTANCE ? instanceFields(state, name, event) : deploymentFields(state)),
    };
  },
});

// Events of ECS services: deployments that start and end, and problems that keep a service from a steady state.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
import * as z from 'zod/mini';
import type { Example } from '../../model/event-source.ts';
import {
  awsEvent,
  defineEventSource,
  detailTypeOf,
  lenient,
  type Subscription,
  text,
} from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink } from '../shared/console-links.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_REGION, exampleEvent, jsonExample } from '../shared/example.ts';

const SOURCE = 'aws.ecs';
const DEPLOYMENT = 'ECS Deployment State Change';
const ACTION = 'ECS Service Action';

const deployments: Subscription = { source: SOURCE, detailTypes: [DEPLOYMENT] };

/** Problems only: steady-state events repeat. A failed deployment is also sent as a deployment state change. */
const actions: Subscription = {
  source: SOURCE,
  detailTypes: [ACTION],
  detail: { eventType: ['WARN', 'ERROR'], eventName: [{ 'anything-but': ['SERVICE_DEPLOYMENT_FAILED'] }] },
};

/** AWS's limit for names of clusters and services, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 255;
const MAX_REASON_CHARS = 1000;
const MAX_VALUE_CHARS = 200;
const MAX_LISTED = 3;

const arns = lenient(z.array(text));

const Detail = z.looseObject({
  eventName: z.string(),
  eventType: text,
  reason: text,
  deploymentId: text,
  clusterArn: text,
  capacityProviderArns: arns,
  containerInstanceArns: arns,
});
type Detail = z.infer<typeof Detail>;

const Event = awsEvent({ source: SOURCE, detailTypes: [DEPLOYMENT, ACTION] }, Detail);

const DEPLOYMENTS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['SERVICE_DEPLOYMENT_IN_PROGRESS', ['started', 'info']],
  ['SERVICE_DEPLOYMENT_COMPLETED', ['succeeded', 'success']],
  ['SERVICE_DEPLOYMENT_FAILED', ['failed', 'failure']],
]);

/** Problems of a service as words, and whether the service fails. A problem that ECS may resolve itself is a change. */
const PROBLEMS: ReadonlyMap<string, readonly [string, Moment]> = new Map([
  ['SERVICE_TASK_START_IMPAIRED', ['cannot keep its tasks running', 'failed']],
  ['SERVICE_TASK_PLACEMENT_FAILURE', ['has no room for a task', 'failed']],
  ['SERVICE_TASK_CONFIGURATION_FAILURE', ['cannot start a task as it is configured', 'failed']],
  ['SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', ['runs a task where it must not', 'failed']],
  ['SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', ['has an unhealthy task', 'change']],
  ['VPC_LATTICE_TARGET_UNHEALTHY', ['has an unhealthy target', 'change']],
  ['SERVICE_HEALTH_UNKNOWN', ['does not tell how healthy its tasks are', 'change']],
  ['ECS_OPERATION_THROTTLED', ['is held up by throttling', 'change']],
  ['SERVICE_DISCOVERY_OPERATION_THROTTLED', ['is held up by throttling', 'change']],
  ['SERVICE_STEADY_STATE', ['is in a steady state', 'change']],
  ['TASKSET_STEADY_STATE', ['is in a steady state', 'change']],
]);

/** Cluster and service from the ARN. An ARN in the old format contains the service only. */
const serviceOf = ({ resources, detail }: z.infer<typeof Event>) => {
  const [kind, ...names] = parseArn(resources?.[0]).resource?.split('/') ?? [];
  if (kind !== 'service' || names.length === 0) return undefined;
  const cluster = names.length > 1 ? names[0] : parseArn(detail.clusterArn).resource?.replace(/^cluster\//, '');
  return { cluster, service: names.at(-1) ?? '' };
};

const lastPart = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';

const detailsOf = ({ capacityProviderArns, containerInstanceArns }: Detail): Notification['details'] => {
  const lists = [
    ['Capacity provider', capacityProviderArns],
    ['Instance', containerInstanceArns],
  ] as const;
  return lists.flatMap(([label, values]) => {
    const value = lineOf(values?.slice(0, MAX_LISTED).map(lastPart).join(', '), MAX_VALUE_CHARS);
    return value ? [{ label, value }] : [];
  });
};

/** The fields of a notification that depend on the kind of event. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'title' | 'text' | 'failures' | 'execution'>;

const deploymentOutcome = ({ eventName, reason: text, deploymentId }: Detail, name: string): Outcome => {
  const [moment, severity] = DEPLOYMENTS.get(eventName) ?? ['change', 'info'];
  const reason = textOf(text, MAX_REASON_CHARS);
  const id = lineOf(deploymentId, MAX_NAME_CHARS);
  const isRollback = moment === 'started' && /roll(?:ing|ed)? ?back/i.test(reason ?? '');
  return {
    moment,
    severity: isRollback ? 'warning' : severity,
    title: isRollback ? `Deployment ${name} is rolling back` : undefined,
    // The reason of a started or completed deployment only repeats its state.
    text: isRollback || moment === 'change' ? reason : undefined,
    failures: moment === 'failed' && reason ? [{ reason }] : [],
    execution: id ? { id } : undefined,
  };
};

const actionOutcome = ({ eventName, eventType, reason: text }: Detail, name: string): Outcome => {
  const [words, known] = PROBLEMS.get(eventName) ?? [];
  const moment = known ?? (eventType === 'ERROR' ? 'failed' : 'change');
  const reason = textOf(text, MAX_REASON_CHARS);
  return {
    moment,
    severity: moment === 'failed' ? 'failure' : eventType === 'WARN' || eventType === 'ERROR' ? 'warning' : 'info',
    title: words && `Service ${name} ${words}`,
    text: moment === 'failed' ? undefined : reason,
    failures: moment === 'failed' ? [{ reason, code: lineOf(eventName, 100) }] : [],
    execution: undefined,
  };
};

const SERVICE_ARN = `arn:aws:ecs:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:service/shop/web`;

const example = (at: Date, name: string, detailType: string, detail: object): Example =>
  jsonExample(name, exampleEvent({ source: SOURCE, detailType, at, resources: [SERVICE_ARN], detail }));

const examples = (now: Date): readonly Example[] => {
  const deployment = (name: string, eventType: string, eventName: string, reason: string) =>
    example(now, name, DEPLOYMENT, {
      eventType,
      eventName,
      deploymentId: 'ecs-svc/5204837619204857316',
      updatedAt: now.toISOString(),
      reason,
    });
  const action = (name: string, eventType: string, eventName: string, more: object = {}) =>
    example(now, name, ACTION, {
      eventType,
      eventName,
      clusterArn: `arn:aws:ecs:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:cluster/shop`,
      createdAt: now.toISOString(),
      ...more,
    });
  return [
    deployment(
      'ecs-deployment-failed',
      'ERROR',
      'SERVICE_DEPLOYMENT_FAILED',
      'ECS deployment circuit breaker: tasks failed to start.',
    ),
    deployment(
      'ecs-rollback',
      'INFO',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/4917203845610293847.',
    ),
    deployment(
      'ecs-deployed',
      'INFO',
      'SERVICE_DEPLOYMENT_COMPLETED',
      'ECS deployment ecs-svc/5204837619204857316 completed.',
    ),
    action('ecs-tasks-fail', 'WARN', 'SERVICE_TASK_START_IMPAIRED'),
    action('ecs-no-room', 'ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', {
      capacityProviderArns: [`arn:aws:ecs:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:capacity-provider/FARGATE_SPOT`],
      reason: 'RESOURCE:FARGATE',
    }),
  ];
};

/** Deployments and problems of ECS services. */
export const ecs = defineEventSource({
  name: 'ecs',
  subscribes: [deployments, actions],
  examples,
  event: Event,
  notify(event, { messageId, publishedAt }) {
    const { id, region, time, detail } = event;
    const type = detailTypeOf(event);
    const parts = serviceOf(event);
    const name = lineOf([parts?.cluster, parts?.service].filter(Boolean).join('/'), MAX_NAME_CHARS * 2);
    if (!type || !parts || !name) return undefined;

    const { cluster, service } = parts;
    const page = (tab: string) =>
      cluster ? consoleLink(region, ['ecs', 'v2', 'clusters', cluster, 'services', service, tab]) : undefined;
    // A failed deployment is sent in both types of event. Both are read as the failure of a deployment.
    const isDeployment = type === DEPLOYMENT || DEPLOYMENTS.has(detail.eventName);
    const outcome = isDeployment ? deploymentOutcome(detail, name) : actionOutcome(detail, name);
    // Stopped tasks show the reason.
    const tasks = outcome.moment === 'failed' ? page('tasks') : undefined;
    return {
      id: eventIdentity(id) ?? stableId('message', [messageId]),
      ...outcome,
      time: isoTime(time) ?? publishedAt,
      resource: { kind: isDeployment ? 'deployment' : 'service', name, url: page('events') },
      state: lineOf(detail.eventName, 100),
      details: detailsOf(detail),
      links: tasks ? [{ label: 'Open tasks', url: tasks }] : [],
    };
  },
});

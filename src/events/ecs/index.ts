// Events of ECS services: deployments that start and end, and problems that keep a service from a steady state.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Moment, Notification } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink } from '../shared/console-links.ts';
import { asks, isAsked, serviceIn } from './asks.ts';
import { DEPLOYMENT, type Detail, deploymentStatus, EcsEvent, ecsEvents } from './event.ts';
import { rollbackOf } from './rollback.ts';

/** AWS's limit for names of clusters and services, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 255;
const MAX_REASON_CHARS = 1000;
const MAX_VALUE_CHARS = 200;
const MAX_LISTED = 3;

/** The verdict for the problem of a service, and whether the service fails. ECS may resolve the others itself. */
const PROBLEMS: ReadonlyMap<string, readonly [string, Moment]> = new Map([
  ['SERVICE_TASK_START_IMPAIRED', ['ecs-tasks-do-not-start', 'failed']],
  ['SERVICE_TASK_PLACEMENT_FAILURE', ['ecs-no-capacity', 'failed']],
  ['SERVICE_TASK_CONFIGURATION_FAILURE', ['ecs-task-configuration', 'failed']],
  ['SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED', ['ecs-placement-constraint', 'failed']],
  ['SERVICE_DISCOVERY_INSTANCE_UNHEALTHY', ['ecs-unhealthy-task', 'change']],
  ['VPC_LATTICE_TARGET_UNHEALTHY', ['ecs-unhealthy-target', 'change']],
  ['SERVICE_HEALTH_UNKNOWN', ['ecs-health-unknown', 'change']],
  ['ECS_OPERATION_THROTTLED', ['ecs-throttled', 'change']],
  ['SERVICE_DISCOVERY_OPERATION_THROTTLED', ['ecs-throttled', 'change']],
  ['SERVICE_STEADY_STATE', ['ecs-steady', 'change']],
  ['TASKSET_STEADY_STATE', ['ecs-steady', 'change']],
  ['CAPACITY_PROVIDER_STEADY_STATE', ['ecs-steady', 'change']],
]);

/** A reason that is a code of the API, such as `RESOURCE:FARGATE` or `AGENT`, whose words are in the verdict. */
const CODE = /^(?:RESOURCE:)?([A-Z][A-Z_]{1,40})(?::[A-Z_]{1,40})?$/;

/** Cluster and service from the ARN. An ARN in the old format contains the service only. */
const serviceOf = ({ resources, detail }: EcsEvent) => {
  const [kind, ...names] = parseArn(resources?.[0]).resource?.split('/') ?? [];
  if (kind !== 'service' || names.length === 0) return undefined;
  const cluster = names.length > 1 ? names[0] : parseArn(detail.clusterArn).resource?.replace(/^cluster\//, '');
  return { cluster, service: names.at(-1) ?? '' };
};

const lastPart = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';

const detailsOf = ({ capacityProviderArns, containerInstanceArns }: Detail): Notification['details'] => {
  const lists = [
    ['capacity-provider', capacityProviderArns],
    ['instance', containerInstanceArns],
  ] as const;
  return lists.flatMap(([label, values]) => {
    const value = lineOf(values?.slice(0, MAX_LISTED).map(lastPart).join(', '), MAX_VALUE_CHARS);
    return value ? [{ label, value }] : [];
  });
};

/** The fields of a notification that depend on the kind of event. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'failures'> & Partial<Notification>;

const deploymentOutcome = ({ eventName, reason: text, deploymentId }: Detail): Outcome => {
  const [moment, severity] = deploymentStatus(eventName) ?? (['change', 'info'] as const);
  const reason = textOf(text, MAX_REASON_CHARS);
  const id = lineOf(deploymentId, MAX_NAME_CHARS);
  // The reason of a failure may announce a rollback that is yet to start.
  const isOwn = moment !== 'failed' || eventName.includes('ROLLBACK');
  const { cause, ...rollback } = (isOwn ? rollbackOf(eventName, reason ?? '', id) : undefined) ?? {};
  const isRollback = cause !== undefined;
  return {
    moment: isRollback && moment === 'succeeded' ? 'rolled-back' : moment,
    severity: isRollback && moment !== 'failed' ? 'warning' : severity,
    ...(isRollback && moment === 'started' && { verdict: { code: 'ecs-rolling-back', values: { cause } } }),
    // The reason of a started or completed deployment only repeats its state.
    ...(moment === 'change' && { text: reason }),
    failures: moment === 'failed' && reason ? [{ reason }] : [],
    ...(id && { execution: { id } }),
    ...rollback,
  };
};

const actionOutcome = ({ eventName, eventType, reason: text }: Detail): Outcome => {
  const [code, known] = PROBLEMS.get(eventName) ?? [];
  const moment = known ?? (eventType === 'ERROR' ? 'failed' : 'change');
  const lacks = CODE.exec(text?.trim() ?? '')?.[1];
  const reason = lacks ? undefined : textOf(text, MAX_REASON_CHARS);
  const isFailure = moment === 'failed';
  const isWarning = eventType === 'WARN' || eventType === 'ERROR';
  return {
    moment,
    severity: isFailure ? 'failure' : isWarning ? 'warning' : 'info',
    ...(code && { verdict: { code, values: lacks ? { lacks } : {} } }),
    ...(!isFailure && { text: reason }),
    failures: isFailure && reason ? [{ reason }] : [],
  };
};

/** Deployments and problems of ECS services. */
export const ecs = defineEventSource({
  name: 'ecs',
  enrichment: {
    asks,
    applies: (notification) => isAsked(notification) && serviceIn(notification) !== undefined,
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./example-answers.ts')).exampleAnswers,
  },
  subscribes: ecsEvents,
  examples: async (now) => (await import('./examples.ts')).ecsExamples(now),
  event: EcsEvent,
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
    const isDeployment = type === DEPLOYMENT || deploymentStatus(detail.eventName) !== undefined;
    const outcome = isDeployment ? deploymentOutcome(detail) : actionOutcome(detail);
    // Stopped tasks show the reason.
    const tasks = outcome.moment === 'failed' ? page('tasks') : undefined;
    return {
      id: eventIdentity(id) ?? stableId('message', [messageId]),
      ...outcome,
      time: isoTime(time) ?? publishedAt,
      resource: { kind: isDeployment ? 'deployment' : 'service', name, url: page('events') },
      state: lineOf(detail.eventName, 100),
      details: detailsOf(detail),
      links: tasks ? [{ label: 'open-tasks', url: tasks }] : [],
    };
  },
});

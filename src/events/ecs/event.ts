import * as z from 'zod/mini';
import { awsEvent, lenient, type Subscription, text } from '../../model/event-source.ts';
import type { Moment, Severity } from '../../model/notification.ts';

export const SOURCE = 'aws.ecs';
export const DEPLOYMENT = 'ECS Deployment State Change';
export const ACTION = 'ECS Service Action';

/**
 * Deployments, and the problems of services: steady-state events repeat. A failed deployment is also sent as a service
 * action, which is left out.
 */
export const ecsEvents: readonly Subscription[] = [
  { source: SOURCE, detailTypes: [DEPLOYMENT] },
  {
    source: SOURCE,
    detailTypes: [ACTION],
    detail: { eventType: ['WARN', 'ERROR'], eventName: [{ 'anything-but': ['SERVICE_DEPLOYMENT_FAILED'] }] },
  },
];

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
export type Detail = z.infer<typeof Detail>;

export const EcsEvent = awsEvent({ source: SOURCE, detailTypes: [DEPLOYMENT, ACTION] }, Detail);
export type EcsEvent = z.infer<typeof EcsEvent>;

const STARTED = ['started', 'info'] as const;
const SUCCEEDED = ['succeeded', 'success'] as const;
const FAILED = ['failed', 'failure'] as const;

/**
 * The statuses of a deployment: those of the events (`IN_PROGRESS`, `COMPLETED`, `FAILED`), and those that the API has
 * besides, for events that may be added.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
const STATUSES = new Map<string, readonly [Moment, Severity]>([
  ['IN_PROGRESS', STARTED],
  ['COMPLETED', SUCCEEDED],
  ['FAILED', FAILED],
  ['SUCCESSFUL', SUCCEEDED],
  ['STOP_REQUESTED', ['stopping', 'warning']],
  ['STOPPED', ['stopped', 'warning']],
  ['ROLLBACK_REQUESTED', STARTED],
  ['ROLLBACK_IN_PROGRESS', STARTED],
  ['ROLLBACK_SUCCESSFUL', SUCCEEDED],
  ['ROLLBACK_FAILED', FAILED],
]);

const PREFIX = 'SERVICE_DEPLOYMENT_';

/** What the event of a deployment reports; `undefined` for events that are not about a deployment. */
export const deploymentStatus = (eventName: string): readonly [Moment, Severity] | undefined =>
  eventName.startsWith(PREFIX) ? STATUSES.get(eventName.slice(PREFIX.length)) : undefined;

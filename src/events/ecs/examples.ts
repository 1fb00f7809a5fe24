import type { Example } from '../../model/event-source.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_REGION, exampleEvent, jsonExample, minutesBefore } from '../shared/example.ts';
import { ACTION, DEPLOYMENT, SOURCE } from './event.ts';

const ECS = `arn:aws:ecs:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}`;
/** The deployment that is running, and the one that fails and is rolled back. */
const OLD = 'ecs-svc/4917203845610293847';
const NEW = 'ecs-svc/5204837619204857316';

const example = (at: Date, name: string, detailType: string, detail: object): Example =>
  jsonExample(name, exampleEvent({ source: SOURCE, detailType, at, resources: [`${ECS}:service/shop/web`], detail }));

const deployment = (at: Date, name: string, status: string, deploymentId: string, reason: string): Example =>
  example(at, name, DEPLOYMENT, {
    eventType: status === 'FAILED' ? 'ERROR' : 'INFO',
    eventName: `SERVICE_DEPLOYMENT_${status}`,
    clusterArn: `${ECS}:cluster/shop`,
    deploymentId,
    updatedAt: at.toISOString(),
    reason,
  });

const action = (at: Date, name: string, eventType: string, eventName: string, more: object = {}): Example =>
  example(at, name, ACTION, {
    eventType,
    eventName,
    clusterArn: `${ECS}:cluster/shop`,
    createdAt: at.toISOString(),
    ...more,
  });

/** A deployment that fails, the rollback that ECS starts at once, and its end. */
export const ecsExamples = (now: Date): readonly Example[] => [
  deployment(now, 'ecs-deployment-failed', 'FAILED', NEW, 'ECS deployment circuit breaker: tasks failed to start.'),
  deployment(
    now,
    'ecs-rollback',
    'IN_PROGRESS',
    OLD,
    `ECS deployment circuit breaker: rolling back to deploymentId ${OLD}.`,
  ),
  deployment(
    minutesBefore(now, 13),
    'ecs-deployment-started',
    'IN_PROGRESS',
    NEW,
    `ECS deployment ${NEW} in progress.`,
  ),
  deployment(now, 'ecs-deployed', 'COMPLETED', NEW, `ECS deployment ${NEW} completed.`),
  action(now, 'ecs-tasks-fail', 'WARN', 'SERVICE_TASK_START_IMPAIRED'),
  action(now, 'ecs-no-room', 'ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', {
    capacityProviderArns: [`${ECS}:capacity-provider/FARGATE_SPOT`],
    reason: 'RESOURCE:FARGATE',
  }),
];

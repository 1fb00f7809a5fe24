import type { Asked, JsonService } from '../../model/enrichment.ts';
import type { Notification } from '../../model/notification.ts';

export const ECS: JsonService = { name: 'ecs', target: 'AmazonEC2ContainerServiceV20141113', version: '1.1' };

export const asks: readonly Asked[] = [
  { service: ECS, operations: ['DescribeServices', 'DescribeTasks'], resources: ['service/*', 'task/*'] },
  // IAM restricts the listing of tasks to container instances, which tasks on Fargate do not have, or to clusters.
  { service: ECS, operations: ['ListTasks'], resources: 'any', condition: { 'ecs:cluster': 'cluster/*' } },
];

/** Cluster and service, if both are known. */
export const serviceIn = ({ resource }: Notification): { cluster: string; service: string } | undefined => {
  const [, cluster, service] = /^([\w-]{1,255})\/([\w-]{1,255})$/.exec(resource?.name ?? '') ?? [];
  return cluster && service ? { cluster, service } : undefined;
};

/**
 * Whether stopped tasks or deployments explain the notification. A service without room for a task has none that
 * failed.
 */
export const isAsked = ({ moment, state = '', rollback }: Notification): boolean =>
  rollback === true || (moment === 'failed' && /^SERVICE_(?:DEPLOYMENT_|TASK_START_IMPAIRED$)/.test(state));

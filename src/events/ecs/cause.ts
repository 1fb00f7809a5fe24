import * as z from 'zod/mini';
import type { Cause, Enrichment, FoundFacts, Plan, Search } from '../../model/enrichment.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { listOf, read } from '../shared/answers.ts';
import { causePlan, withFacts } from '../shared/cause-plan.ts';
import { ECS, serviceIn } from './asks.ts';
import { failureFacts, readDeployments, rollbackFacts } from './deployments.ts';
import { readTasks, type StoppedTask } from './stopped-task.ts';

/** Stopped tasks that are read. ECS keeps them for about an hour. */
const MAX_TASKS = 20;

interface Service {
  readonly cluster: string;
  readonly service: string;
}

const ListAnswer = z.object({ taskArns: listOf(z.string()) });

const askDeployments = ({ ask, part }: Omit<Search, 'add'>, { cluster, service }: Service) =>
  part('service', () =>
    ask({
      service: ECS,
      operation: 'DescribeServices',
      input: { cluster, services: [service] },
      read: readDeployments,
    }),
  );

const askTask = async (
  { ask, part }: Omit<Search, 'add'>,
  { cluster, service }: Service,
  deployment: string | undefined,
): Promise<StoppedTask | undefined> =>
  part('tasks', async () => {
    const tasks = await ask({
      service: ECS,
      operation: 'ListTasks',
      input: { cluster, serviceName: service, desiredStatus: 'STOPPED', maxResults: MAX_TASKS },
      read: (output) => read(ListAnswer, output).taskArns,
    });
    if (tasks.length === 0) return undefined;
    return ask({
      service: ECS,
      operation: 'DescribeTasks',
      input: { cluster, tasks },
      read: (output) => readTasks(output, deployment),
    });
  });

/** Reasons of a deployment that say only that tasks failed. */
const isGeneric = ({ reason }: Failure): boolean =>
  reason === undefined || /circuit breaker|tasks? failed to start/i.test(reason);

/** The reason why the newest task stopped, with its image and exit code, and what the service says about the deployment. */
const failureCause = (service: Service, deployment: string | undefined): Cause => ({
  part: 'tasks',
  isGeneric,
  async search(search) {
    const tasks = askTask(search, service, deployment).then((task) => {
      if (!task) return;
      search.add(task.cause);
      search.addFacts?.({ details: task.details });
    });
    const deployments = askDeployments(search, service).then((found) => {
      if (found) search.addFacts?.(failureFacts(found, deployment));
    });
    await Promise.all([tasks, deployments]);
  },
});

const rollbackPlan = (service: Service, notification: Notification): Plan => {
  let facts: FoundFacts = {};
  return {
    async ask(tools) {
      const found = await askDeployments(tools, service);
      if (found) facts = rollbackFacts(found, notification.rollbackTo);
    },
    compose: () =>
      withFacts({ ...notification, rollbackTo: undefined }, { rollbackTo: notification.rollbackTo, ...facts }),
  };
};

const plan = (notification: Notification): Plan | undefined => {
  const service = serviceIn(notification);
  if (!service) return undefined;
  if (notification.moment !== 'failed') return rollbackPlan(service, notification);
  return causePlan(failureCause(service, notification.execution?.id), notification);
};

export const questions: Enrichment = { plan };

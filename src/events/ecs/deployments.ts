// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html
import * as z from 'zod/mini';
import type { FoundFacts } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { failed as failedWith, listOf, read } from '../shared/answers.ts';

const MAX_NAME_CHARS = 255;

const count = lenient(z.number().check(z.int(), z.nonnegative()));

const Deployment = z.object({
  id: text,
  status: text,
  taskDefinition: text,
  desiredCount: count,
  failedTasks: count,
  rolloutState: text,
});
type Deployment = z.infer<typeof Deployment>;

const ServicesAnswer = z.object({ services: listOf(z.object({ deployments: listOf(Deployment) })) });

/** @throws an error with a `code` if the service does not exist. */
export const readDeployments = (output: unknown): readonly Deployment[] => {
  const service = read(ServicesAnswer, output).services[0];
  if (!service) throw failedWith('NotFound');
  return service.deployments;
};

/** `shop:42` of a task definition's ARN. */
const definitionOf = ({ taskDefinition }: Deployment): string | undefined =>
  redactedLine(taskDefinition?.split('/').at(-1), MAX_NAME_CHARS);

/** The deployment that a failure is about: the event's own, or the one of a service whose tasks do not start. */
const failedOne = (deployments: readonly Deployment[], own: string | undefined): Deployment | undefined =>
  own === undefined
    ? (deployments.find(({ rolloutState }) => rolloutState === 'FAILED') ??
      deployments.find(({ status }) => status === 'PRIMARY'))
    : deployments.find(({ id }) => id === own);

const countsOf = ({ failedTasks = 0, desiredCount }: Deployment): Notification['counts'] =>
  failedTasks > 0
    ? { of: 'tasks', failed: failedTasks, ...(desiredCount && desiredCount >= failedTasks && { total: desiredCount }) }
    : undefined;

/** Facts about a failure: which task definition, how many tasks failed, and the deployment that replaces it. */
export const failureFacts = (deployments: readonly Deployment[], own: string | undefined): FoundFacts => {
  const failed = failedOne(deployments, own);
  if (!failed) return {};
  const definition = definitionOf(failed);
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const isReplaced = failed.rolloutState === 'FAILED' && primary !== undefined && primary.id !== failed.id;
  return {
    counts: countsOf(failed),
    ...(definition && { details: [{ label: 'task-definition', value: definition }] }),
    ...(isReplaced && { rollbackRun: redactedLine(primary.id, MAX_NAME_CHARS) }),
  };
};

/** What a rollback restores: the task definition of the deployment that it names, or of the newest one. */
export const rollbackFacts = (
  deployments: readonly Deployment[],
  rollbackTo: Notification['rollbackTo'],
): FoundFacts => {
  const restored =
    deployments.find(({ id }) => id !== undefined && id === rollbackTo?.id) ??
    deployments.find(({ status }) => status === 'PRIMARY');
  const name = restored && definitionOf(restored);
  return name ? { rollbackTo: { ...rollbackTo, name: rollbackTo?.name ?? name } } : {};
};

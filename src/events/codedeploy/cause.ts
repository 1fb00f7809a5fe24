import type { Cause, Enrichment, FoundFacts, Plan, Search } from '../../model/enrichment.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedText } from '../../text/redact.ts';
import { causePlan, withFacts } from '../shared/cause-plan.ts';
import { CODEDEPLOY, isDeployment } from './asks.ts';
import { type DeploymentInfo, errorOf, failureFacts, readDeployment, runFacts } from './deployment.ts';
import { type FailedTarget, readFailedTarget, readTargetIds } from './targets.ts';

const MAX_CAUSE_CHARS = 500;
/** Failed targets that are read until one names its failed lifecycle event. */
const MAX_TARGETS = 5;

type Tools = Omit<Search, 'add'>;

const askDeployment = ({ ask, part }: Tools, deploymentId: string): Promise<DeploymentInfo | undefined> =>
  part('deployment', () =>
    ask({ service: CODEDEPLOY, operation: 'GetDeployment', input: { deploymentId }, read: readDeployment }),
  );

const askTarget = ({ ask, part }: Tools, deploymentId: string): Promise<FailedTarget | undefined> =>
  part('targets', async () => {
    const ids = await ask({
      service: CODEDEPLOY,
      operation: 'ListDeploymentTargets',
      input: { deploymentId, targetFilters: { TargetStatus: ['Failed'] } },
      read: readTargetIds,
    });
    if (ids.length === 0) return undefined;
    return ask({
      service: CODEDEPLOY,
      operation: 'BatchGetDeploymentTargets',
      input: { deploymentId, targetIds: ids.slice(0, MAX_TARGETS) },
      read: readFailedTarget,
    });
  });

/** The reason of the deployment with its rollback on one line each, for the failed action of a pipeline. */
const wholeReason = (info: DeploymentInfo): string | undefined => {
  const { code, reason } = errorOf(info);
  const lines = [[code, reason].filter(Boolean).join(': '), info.rollbackInfo?.rollbackMessage];
  return redactedText(lines.filter(Boolean).join('\n'), MAX_CAUSE_CHARS);
};

const search = async (tools: Search, run: string): Promise<void> => {
  const { add, addFallback, addFacts } = tools;
  const deployment = askDeployment(tools, run).then((info) => {
    if (!info) return;
    addFacts?.(failureFacts(info));
    const reason = wholeReason(info);
    if (addFallback) addFallback(errorOf(info));
    else if (reason) add({ reason });
  });
  const target = askTarget(tools, run).then((found) => {
    if (!found) return;
    const { action, ...cause } = found.cause;
    // In a pipeline, the action is CodePipeline's.
    add({ ...cause, ...(addFacts ? { action } : { phase: action }) });
    addFacts?.({ details: found.details });
  });
  await Promise.all([deployment, target]);
};

const cause = (run: string): Cause | undefined =>
  isDeployment(run) ? { part: 'deployment', search: (tools) => search(tools, run) } : undefined;

/** Finds out what a deployment deploys, and whether it is a rollback. */
const runPlan = (notification: Notification, run: string): Plan => {
  let facts: FoundFacts = {};
  return {
    async ask(tools) {
      const info = await askDeployment(tools, run);
      if (info) facts = runFacts(info);
    },
    compose: () => ({
      ...withFacts(notification, facts),
      ...(facts.rollback && { trigger: { type: 'AutomatedRollback' } }),
    }),
  };
};

const plan = (notification: Notification): Plan | undefined => {
  const run = notification.execution?.id ?? '';
  if (notification.moment !== 'failed') return runPlan(notification, run);
  const own = cause(run);
  return own && causePlan(own, notification);
};

export const questions: Enrichment = { cause, plan };

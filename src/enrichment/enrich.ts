import type { Failure, Notification } from '../model/notification.ts';
import { type Action, approvalRun, latestRuns, listActions } from './actions.ts';
import { createAsk, type EnrichmentPorts } from './ask.ts';
import { type FoundCause, isRollback, ownCause, searchCause } from './causes.ts';
import { addFailures, compose, type Found, readExecution } from './compose.ts';
import { listRuns } from './executions.ts';
import { fill } from './merge.ts';
import { gather, type Part } from './parts.ts';

/** Of more failing actions only what CodePipeline itself says is told. */
const MAX_SEARCHED = 2;

type Need = 'failure' | 'approval' | 'decision' | 'success' | 'cause' | 'origin';

/** What there is to find out; a success that says whose it is and ends nothing needs nothing. */
const needOf = (notification: Notification): Need | undefined => {
  const { source, pipeline, execution, moment, level, action, transition, commits } = notification;
  if (source !== 'codepipeline' && source !== 'codepipeline-approval') {
    if (!ownCause(notification)) return undefined;
    return moment === 'failed' ? 'cause' : moment === 'succeeded' && source === 'codedeploy' ? 'origin' : undefined;
  }
  if (!pipeline) return undefined;
  if (moment === 'approval') return 'approval';
  if (!execution) return undefined;
  if (moment === 'failed') return 'failure';
  if (moment !== 'succeeded') return undefined;
  if (level === 'action') return action?.category === 'Approval' ? 'decision' : undefined;
  return level === 'pipeline' && (transition || commits.length === 0) ? 'success' : undefined;
};

/** Is there anything to find out about it? */
export const hasMore = (notification: Notification): boolean => needOf(notification) !== undefined;

/** The failing actions that the event is about. */
const failedActions = (actions: readonly Action[], { level, stage, action }: Notification): Action[] => {
  if (level === 'action') {
    const own = actions.filter((each) => each.stage === stage && each.name === action?.name);
    const run = own.find(({ status }) => status === 'Failed') ?? own[0];
    return run ? [run] : [];
  }
  return latestRuns(actions).filter((each) => each.status === 'Failed' && (level !== 'stage' || each.stage === stage));
};

/** Adds why a build or a deployment failed that is told of by itself, or as the job of an action. */
const enrichAlone = async (notification: Notification, ports: EnrichmentPorts): Promise<Notification> => {
  const ask = createAsk(notification, ports);
  const [said] = notification.failures;
  let cause: Failure = {};
  const add = ({ phase, ...more }: FoundCause) => {
    cause = fill(cause, { ...more, stage: said?.stage ?? phase, action: said?.action });
  };
  const missing = await gather(async (part) => ownCause(notification)?.search({ ask, part, add }), ports);
  return addFailures(notification, Object.keys(cause).length > 0 ? [cause] : [], missing);
};

/** Adds to a deployment that went well that it is a rollback, where it is one. */
const enrichOrigin = async (notification: Notification, ports: EnrichmentPorts): Promise<Notification> => {
  const ask = createAsk(notification, ports);
  let rollback = false;
  const missing = await gather(async (part) => {
    rollback = await isRollback({ ask, part }, notification.execution?.id ?? '');
  }, ports);
  const trigger = rollback ? { trigger: { type: 'AutomatedRollback' } } : {};
  return addFailures({ ...notification, ...trigger }, [], missing);
};

/**
 * Adds to a notification what its event does not say: whose change it was, why it failed, what was good
 * before. The event's own facts stay. What AWS refuses, or does not answer within the time, is left out, and `missing`
 * says so. It asks only about failures, approvals, deployments that may be rollbacks, and successes that end a failure or name no
 * commit: at most eleven calls, and none that was asked within the minute.
 */
export const enrich = async (notification: Notification, ports: EnrichmentPorts): Promise<Notification> => {
  const need = needOf(notification);
  const pipelineName = notification.pipeline?.name ?? '';
  if (!need) return notification;
  if (need === 'cause') return enrichAlone(notification, ports);
  if (need === 'origin') return enrichOrigin(notification, ports);
  const ask = createAsk(notification, ports);
  const found: Found = { executionId: notification.execution?.id, failures: [] };

  const askExecution = async (part: Part, pipelineExecutionId: string) => {
    found.execution = await part('commits', () =>
      ask({
        service: 'codepipeline',
        operation: 'GetPipelineExecution',
        input: { pipelineName, pipelineExecutionId },
        read: readExecution,
      }),
    );
  };
  const askRuns = async (part: Part) => {
    found.runs = await part('last success', () => listRuns(ask, pipelineName));
  };
  const askFailures = async (part: Part) => {
    const failed = await part('failed action', async () => {
      found.actions = await listActions(ask, pipelineName, found.executionId);
      const actions = failedActions(found.actions, notification);
      if (actions.length > 0 || notification.failures.some(({ reason }) => reason)) return actions;
      throw Object.assign(new Error('no failed action'), { code: 'NotFound' });
    });
    for (const action of failed ?? []) found.failures.push(action.failure);
    found.approval = failed?.find(({ category }) => category === 'Approval');
    const searches = (failed ?? []).slice(0, MAX_SEARCHED).map((action) => {
      const { stage, name } = action;
      const add = ({ phase, reason, ...more }: FoundCause) =>
        found.failures.push({ stage, action: name, reason: phase && reason ? `${phase}: ${reason}` : reason, ...more });
      return searchCause(action, notification.region, { ask, part, add });
    });
    await Promise.all(searches);
  };
  const askApproval = async (part: Part) => {
    found.actions = await part('approval', () => listActions(ask, pipelineName, found.executionId));
    found.approval = approvalRun(found.actions ?? [], notification);
    if (found.executionId) return;
    // The approval's own message names no execution, and other executions' sources are not its own.
    found.executionId = found.approval?.execution;
    found.actions = found.actions?.filter(({ execution }) => execution === found.executionId);
    if (found.executionId) await askExecution(part, found.executionId);
  };

  const missing = await gather((part) => {
    const own = found.executionId;
    const all = [need === 'failure' ? askFailures(part) : need === 'success' ? undefined : askApproval(part)];
    if (need !== 'decision') all.push(own ? askExecution(part, own) : undefined, askRuns(part));
    return Promise.all(all);
  }, ports);
  return compose(notification, found, missing);
};

import type { Cause, Enrichment, FoundCause, Plan, PlanTools } from '../../../model/enrichment.ts';
import type { Notification } from '../../../model/notification.ts';
import { failed as failedWith } from '../../shared/answers.ts';
import { addLog } from '../../shared/logs.ts';
import { type Action, listActions } from './actions.ts';
import { CODEPIPELINE, type Need, needOf } from './asks.ts';
import { compose, type Found, readExecution } from './compose.ts';
import { refusedApproval } from './people.ts';
import { approvalRun, failedActions } from './selection.ts';
import { listSeries, pastEndings, series } from './series.ts';

/** For how many failed actions the cause is searched. For the others, CodePipeline's own summary is shown. */
const MAX_SEARCHED = 2;

/** The log of a Commands action: `arn:aws:logs:…:log-group:<name>:log-stream:<name>`. */
const logCause = ({ logStream, externalId }: Action): Cause | undefined => {
  const arn = [logStream, externalId].find((value) => value?.includes(':log-stream:')) ?? '';
  const [, group, stream] = /:log-group:([\w./#-]{1,512}):log-stream:([^:*]{1,512})$/.exec(arn) ?? [];
  return group && stream ? { part: 'log', search: (search) => addLog(search, { group, stream }) } : undefined;
};

/** Searches the cause of a failed action, with at most three calls. It never rejects for what AWS answers. */
const searchCause = async (
  action: Action,
  region: string | undefined,
  { ask, part, causeOf }: PlanTools,
  add: (found: FoundCause) => void,
): Promise<void> => {
  const cause = (await causeOf(action.provider, action.externalId)) ?? logCause(action);
  if (!cause) return;
  const elsewhere = action.region !== undefined && action.region !== region;
  if (elsewhere) await part(cause.part, () => Promise.reject(failedWith('OtherRegion')));
  else await cause.search({ ask, part, add });
};

const plan = (notification: Notification): Plan | undefined => {
  const need = needOf(notification);
  if (!need) return undefined;
  const pipelineName = notification.pipeline?.name ?? '';
  const found: Found = { executionId: notification.execution?.id, failures: [] };

  const askExecution = async ({ ask, part }: PlanTools, pipelineExecutionId: string) => {
    found.execution = await part('commits', () =>
      ask({
        service: CODEPIPELINE,
        operation: 'GetPipelineExecution',
        input: { pipelineName, pipelineExecutionId },
        read: readExecution,
      }),
    );
  };
  const askOwn = (tools: PlanTools) => (found.executionId ? askExecution(tools, found.executionId) : undefined);
  const askRuns = async ({ ask, part }: PlanTools) => {
    Object.assign(found, await part('last-success', () => listSeries(ask, pipelineName, notification)));
  };
  const askFailures = async (tools: PlanTools) => {
    const failed = await tools.part('failed-action', async () => {
      found.actions = await listActions(tools.ask, pipelineName, found.executionId);
      const actions = failedActions(found.actions, notification);
      if (actions.length > 0 || notification.failures.some(({ reason }) => reason)) return actions;
      throw failedWith('NotFound');
    });
    for (const action of failed ?? []) found.failures.push(action.failure);
    found.approval = refusedApproval(failed ?? []);
    const searches = (failed ?? []).slice(0, MAX_SEARCHED).map((action) => {
      const { stage, name } = action;
      return searchCause(action, notification.region, tools, ({ phase, reason, ...more }) =>
        found.failures.push({ stage, action: name, reason: phase && reason ? `${phase}: ${reason}` : reason, ...more }),
      );
    });
    await Promise.all(searches);
  };
  const askActions = async ({ ask, part }: PlanTools, name: string) => {
    found.actions = await part(name, () => listActions(ask, pipelineName, found.executionId));
  };
  const askDecision = async (tools: PlanTools) => {
    await askActions(tools, 'approval');
    const actions = found.actions ?? [];
    const { level } = notification;
    found.approval =
      level === 'action' ? approvalRun(actions, notification) : refusedApproval(failedActions(actions, notification));
  };
  const askApproval = async (tools: PlanTools) => {
    await askActions(tools, 'approval');
    found.approval = approvalRun(found.actions ?? [], notification);
    if (found.executionId) return;
    // The approval's message names no execution. The listed actions may belong to other executions.
    found.executionId = found.approval?.execution;
    found.actions = found.actions?.filter(({ execution }) => execution === found.executionId);
    if (found.executionId) await askExecution(tools, found.executionId);
  };

  const all: Record<Need, (tools: PlanTools) => readonly (Promise<void> | undefined)[]> = {
    failure: (tools) => [askFailures(tools), askOwn(tools), askRuns(tools)],
    approval: (tools) => [askApproval(tools), askOwn(tools), askRuns(tools)],
    success: (tools) => [askOwn(tools), askRuns(tools)],
    decision: (tools) => [askDecision(tools)],
    rollback: (tools) => [askActions(tools, 'stage'), askRuns(tools)],
    stop: (tools) => [askActions(tools, 'stopped-by'), askRuns(tools)],
    retry: () => [],
  };
  return {
    ask: (tools) => Promise.all(all[need](tools)),
    compose: () => compose(notification, found),
  };
};

export const questions: Enrichment = { plan, series, pastEndings };

import type { Ask } from '../../../model/enrichment.ts';
import type { Ending } from '../../../model/history.ts';
import type { Notification } from '../../../model/notification.ts';
import { cleanLine } from '../../../text/clean.ts';
import { redactedLine, redactedText } from '../../../text/redact.ts';
import { read } from '../../shared/answers.ts';
import { executionLink } from '../../shared/console-links.ts';
import { isRollback } from '../trigger.ts';
import { ExecutionsAnswer } from './answers.ts';
import { CODEPIPELINE } from './asks.ts';
import { type Source, sourcesOf } from './revisions.ts';

/** AWS's name for what started a run. */
export const triggerOf = (
  trigger: { triggerType?: string | undefined; triggerDetail?: string | undefined } | undefined,
): Notification['trigger'] => {
  const type = redactedLine(trigger?.triggerType, 60);
  const detail = redactedLine(trigger?.triggerDetail, 300);
  return type || detail ? { type, detail } : undefined;
};

/** One run of a pipeline. */
export interface Run {
  readonly id: string;
  readonly status?: string | undefined;
  readonly startedAt?: string | undefined;
  readonly changedAt?: string | undefined;
  readonly trigger: Notification['trigger'];
  readonly stopReason?: string | undefined;
  /** Runs beside the others, so that their order says nothing. */
  readonly parallel: boolean;
  readonly rollback: boolean;
  /** The run that a rollback restores. */
  readonly rollbackTo?: string | undefined;
  readonly sources: readonly Source[];
}

const runsOf = (output: unknown): Run[] =>
  read(ExecutionsAnswer, output).pipelineExecutionSummaries.map((run) => ({
    id: cleanLine(run.pipelineExecutionId, 200),
    status: run.status,
    startedAt: run.startTime,
    changedAt: run.lastUpdateTime,
    trigger: triggerOf(run.trigger),
    stopReason: redactedText(run.stopTrigger?.reason, 300),
    parallel: run.executionMode === 'PARALLEL',
    rollback: run.executionType === 'ROLLBACK' || isRollback(run.trigger?.triggerType),
    rollbackTo: redactedLine(run.rollbackMetadata?.rollbackTargetPipelineExecutionId, 100),
    sources: sourcesOf(run.sourceRevisions),
  }));

/**
 * The latest twenty runs of a pipeline, newest first.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html
 */
export const listRuns = (ask: Ask, pipelineName: string): Promise<Run[]> =>
  ask({
    service: CODEPIPELINE,
    operation: 'ListPipelineExecutions',
    input: { pipelineName, maxResults: 20 },
    read: runsOf,
  });

/** The endings of runs, without rollbacks. */
export const toEndings = (runs: readonly Run[]): Ending[] =>
  runs.flatMap(({ id, status, changedAt: time, rollback }) => {
    const moment = status === 'Succeeded' ? 'succeeded' : status === 'Failed' ? 'failed' : undefined;
    if (!id || !moment || !time || rollback) return [];
    return [{ id: `${id} 1 ${moment}`, failed: moment === 'failed', time, execution: id, attempt: 1 }];
  });

/** The endings in an answer to ListPipelineExecutions, without rollbacks. It never throws. */
export const endingsOf = (output: unknown): Ending[] => {
  const answer = ExecutionsAnswer.safeParse(output);
  return answer.success ? toEndings(runsOf(output)) : [];
};

/** A run and the runs since the last success before it, newest first. */
export interface Since {
  readonly run: Run;
  /** The runs after the last success, without `run`. */
  readonly between: readonly Run[];
  readonly good?: Run | undefined;
}

/** @returns `undefined` if `runs` does not contain the execution. */
export const sinceLastSuccess = (runs: readonly Run[], execution: string): Since | undefined => {
  const at = runs.findIndex(({ id }) => id === execution);
  const run = runs[at];
  if (!run) return undefined;
  const earlier = runs.slice(at + 1);
  const end = earlier.findIndex(({ status, rollback }) => status === 'Succeeded' && !rollback);
  return { run, between: end < 0 ? earlier : earlier.slice(0, end), good: earlier[end] };
};

/** Link to the changes since the last success. */
export const comparison = ({ run, good }: Since): string | undefined =>
  good && run.sources.map((source) => source.compareWith(good.sources)).find((url) => url !== undefined);

/** Names of pipelines and stages. They contain no character with a meaning in a shell. */
const NAME = /^[A-Za-z0-9.@_][A-Za-z0-9.@_-]{0,99}$/;
const EXECUTION = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REGION = /^[a-z]{2,5}(?:-[a-z]+){1,3}-\d{1,2}$/;

/**
 * The command that rolls a stage back. CodePipeline rejects it if the pipeline was changed since that execution.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 */
const rollbackCommand = (
  { region = '', pipeline }: Notification,
  stage: string | undefined,
  execution: string,
): string | undefined => {
  if (!stage || !pipeline || ![stage, pipeline.name].every((name) => NAME.test(name))) return undefined;
  if (!EXECUTION.test(execution) || !REGION.test(region)) return undefined;
  const of = `--pipeline-name ${pipeline.name} --stage-name ${stage}`;
  return `aws codepipeline rollback-stage ${of} --target-pipeline-execution-id ${execution} --region ${region}`;
};

/** @param deploymentStage the stage with the failed deployment that can be rolled back. */
export const lastGoodOf = (
  notification: Notification,
  since: Since,
  deploymentStage: string | undefined,
): Notification['lastGood'] => {
  const { region, pipeline } = notification;
  const { good } = since;
  if (!good) return undefined;
  return {
    execution: good.id,
    time: good.changedAt,
    url: pipeline && /^[\w-]+$/.test(good.id) ? executionLink(region, pipeline.name, good.id) : undefined,
    commit: good.sources[0]?.commit.id,
    compareUrl: comparison(since),
    revisions: good.sources.map(({ commit }) => commit),
    rollback: rollbackCommand(notification, deploymentStage, good.id),
  };
};

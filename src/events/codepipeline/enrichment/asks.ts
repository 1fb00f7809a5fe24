import type { Asked, AskedService } from '../../../model/enrichment.ts';
import type { Moment, Notification } from '../../../model/notification.ts';
import { asksLogs } from '../../shared/asks-logs.ts';

export const CODEPIPELINE: AskedService = { name: 'codepipeline', target: 'CodePipeline_20150709', version: '1.1' };

/** `retry` asks nothing: the run is the one that failed before. */
export type Need = 'failure' | 'approval' | 'decision' | 'success' | 'retry' | 'rollback' | 'stop';

const DECIDED = new Set<Moment>(['approved', 'rejected', 'expired']);

/**
 * What to find out about a notification. Successes are asked about only if they end a failure or name no commit, starts
 * only if they are rollbacks, because AWS lists no revision of a run that has just started.
 * `undefined` if nothing is to be asked.
 */
export const needOf = (notification: Notification): Need | undefined => {
  const { pipeline, execution, moment, level, rollback, transition, commits } = notification;
  if (!pipeline || level === 'job') return undefined;
  if (moment === 'approval') return 'approval';
  if (!execution) return undefined;
  if (moment === 'failed') return 'failure';
  if (DECIDED.has(moment)) return 'decision';
  if (level !== 'pipeline') return undefined;
  if (moment === 'stopped') return 'stop';
  if (moment === 'rolled-back' || ((moment === 'started' || moment === 'succeeded') && rollback)) return 'rollback';
  if (moment !== 'succeeded') return undefined;
  if (transition?.kind === 'recovered-on-retry') return 'retry';
  return transition || commits.length === 0 ? 'success' : undefined;
};

/** Calls for one notification: at most twelve. */
export const asks: readonly Asked[] = [
  {
    service: CODEPIPELINE,
    operations: ['GetPipelineExecution', 'ListActionExecutions', 'ListPipelineExecutions'],
    resources: ['*'],
  },
  asksLogs('/aws/codepipeline'),
];

import type { Asked, AskedService } from '../../../model/enrichment.ts';
import type { Notification } from '../../../model/notification.ts';
import { asksLogs } from '../../shared/asks-logs.ts';

export const CODEPIPELINE: AskedService = { name: 'codepipeline', target: 'CodePipeline_20150709', version: '1.1' };

type Need = 'failure' | 'approval' | 'decision' | 'success';

/**
 * What to find out about a notification. Successes are asked about only if they end a failure or name no commit.
 * `undefined` if nothing is to be asked.
 */
export const needOf = ({
  pipeline,
  execution,
  moment,
  level,
  action,
  transition,
  commits,
}: Notification): Need | undefined => {
  if (!pipeline) return undefined;
  if (moment === 'approval') return 'approval';
  if (!execution) return undefined;
  if (moment === 'failed') return 'failure';
  if (moment !== 'succeeded') return undefined;
  if (level === 'action') return action?.category === 'Approval' ? 'decision' : undefined;
  return level === 'pipeline' && (transition || commits.length === 0) ? 'success' : undefined;
};

/** Calls for one notification: at most eleven. */
export const asks: readonly Asked[] = [
  {
    service: CODEPIPELINE,
    operations: ['GetPipelineExecution', 'ListActionExecutions', 'ListPipelineExecutions'],
    resources: ['*'],
  },
  asksLogs('/aws/codepipeline'),
];

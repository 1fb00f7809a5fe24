import type { Level } from '../../model/notification.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { attemptOf, type CodePipelineEvent } from './event.ts';

/** States that one run can enter twice with the same attempt. Only their times differ. */
const REPEATED = new Set(['STOPPING', 'RESUMED']);

/**
 * The identity of a state change, the same for EventBridge's event and for the message of a notification rule, which has
 * no id of its own. Where the fields may not tell two state changes apart (no attempt, no id of the action's run, a state
 * that a run enters twice), the time is a part of it.
 */
export const identityOf = (
  { id, account, region, resources, time, detail }: CodePipelineEvent,
  level: Level,
): string => {
  const execution = detail['execution-id'];
  const own = execution ? undefined : eventIdentity(id);
  if (own) return own;
  const run = detail['action-execution-id'];
  const attempt = attemptOf(detail['pipeline-execution-attempt']);
  const isCertain = execution && attempt && !REPEATED.has(detail.state) && (level !== 'action' || run);
  const parts = [
    resources?.[0] ?? JSON.stringify([account, region, detail.pipeline]),
    execution,
    detail.stage,
    detail.action,
    run,
    detail.state,
    attempt,
    detail['start-time'],
    detail['stage-last-retry-attempt-time'],
    level,
    isCertain ? undefined : time,
  ];
  return stableId(
    'pipeline',
    parts.map((part) => String(part ?? '')),
  );
};

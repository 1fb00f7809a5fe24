import type { Thread } from '../model/conversation.ts';
import type { Moment, Notification, Occasion } from '../model/notification.ts';
import { stableId } from '../text/id.ts';
import { endsRequest, showsRuns } from './following.ts';

export type ConversationKind = 'incident' | 'run' | 'approval' | 'summary';

/** One conversation that a notification belongs to. */
export interface Belonging {
  readonly kind: ConversationKind;
  /** Key of its row. */
  readonly key: string;
  /** The notification only updates its root: its news is posted elsewhere. */
  readonly isAside: boolean;
}

/** What does not end an incident but belongs to one that is open. */
const DURING_INCIDENT: readonly Moment[] = ['rolled-back', 'stopped', 'abandoned'];

/** Key of the conversation of a summary. */
export const summaryKey = (target: string, summaryId: string): string => stableId('c', [target, 'summary', summaryId]);

const subjectOf = ({ account = '', region = '', source, level, pipeline, resource }: Notification): string[] =>
  level === undefined
    ? [account, region, source, resource?.kind ?? '', resource?.name ?? '']
    : [account, region, 'codepipeline', pipeline?.name ?? ''];

/** An alarm is fixed when none of its contributors is in alarm, so they share a conversation. */
const seriesOf = ({ series, lasting }: Notification): string[] =>
  series && !lasting ? [series.kind, series.name, series.number ?? ''] : [];

/**
 * Key of the row with the link to the first message of an incident, which the messages of further runs show.
 * `undefined` for news that is no failure of a run.
 */
export const firstFailureKey = (target: string, notification: Notification): string | undefined => {
  const { moment, transition, execution, update } = notification;
  if (moment !== 'failed' || !transition || transition.retry || !execution || update) return undefined;
  return stableId('c', [target, 'first', ...subjectOf(notification), ...seriesOf(notification)]);
};

const isSubjectLevel = ({ level, resource }: Notification): boolean =>
  level === 'pipeline' || (level === undefined && resource !== undefined);

/** Where an approval waits. The event of a run that was rejected names it in the failure or the decision. */
const approvalPlace = ({ stage, action, decision, failures }: Notification): string[] | undefined => {
  const at = stage ?? decision?.stage ?? failures[0]?.stage;
  const name = action?.name ?? decision?.action ?? failures[0]?.action;
  return at === undefined || name === undefined ? undefined : [at, name];
};

const isEnding = ({ moment, lasting, execution, transition }: Notification): boolean =>
  moment === 'failed'
    ? lasting === true || execution !== undefined
    : moment === 'succeeded' && transition !== undefined;

/**
 * The conversations that a notification belongs to, the one that takes its news first. Empty for news that stands by
 * itself.
 */
export const conversationsOf = (
  target: string,
  notification: Notification,
  thread: Thread,
  on: readonly Occasion[],
): Belonging[] => {
  const { moment, execution, level } = notification;
  if (thread === 'off') return [];
  if (notification.summary) return [{ kind: 'summary', key: summaryKey(target, notification.id), isAside: false }];
  const keyOf = (kind: ConversationKind, parts: readonly string[]): string =>
    stableId('c', [target, kind, ...subjectOf(notification), ...parts]);
  const run: Belonging[] =
    showsRuns(on, thread) && execution && (isSubjectLevel(notification) || level === 'stage')
      ? [{ kind: 'run', key: keyOf('run', [execution.id]), isAside: false }]
      : [];
  const place = moment === 'approval' || endsRequest(notification) ? approvalPlace(notification) : undefined;
  if (place && execution) {
    const approval: Belonging = { kind: 'approval', key: keyOf('approval', [execution.id, ...place]), isAside: false };
    return [approval, ...run.filter(() => level === 'pipeline').map((each) => ({ ...each, isAside: true }))];
  }
  const isIncident = isSubjectLevel(notification) && (isEnding(notification) || DURING_INCIDENT.includes(moment));
  // The state of an alarm belongs to no run.
  if (!isIncident || (thread === 'run' && execution)) return run;
  const incident: Belonging = { kind: 'incident', key: keyOf('incident', seriesOf(notification)), isAside: false };
  return [incident, ...run.map((each) => ({ ...each, isAside: true }))];
};

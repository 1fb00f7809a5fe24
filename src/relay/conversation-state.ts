import type { RootFacts, StageState } from '../model/conversation.ts';
import type { ConversationState } from '../model/conversation-state.ts';
import type { Moment, Notification } from '../model/notification.ts';
import { cleanLine, cut } from '../text/clean.ts';
import { compareNews } from './conversation-order.ts';
import type { ConversationKind } from './conversations-of.ts';

/** What is kept of the news that a root shows: a row of the table stays below 16 KB. */
const MAX_ITEMS = 5;
const MAX_DETAILS = 10;
const MAX_LOG_CHARS = 2000;
const MAX_TEXT_CHARS = 1500;
const MAX_REASON_CHARS = 200;
const MAX_STAGES = 50;

const DECISIONS: readonly Moment[] = ['approved', 'rejected', 'expired'];

const STAGE_STATES: Partial<Record<Moment, StageState>> = {
  started: 'running',
  resumed: 'running',
  stopping: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  rejected: 'failed',
  expired: 'failed',
  stopped: 'stopped',
  // The stage of a run that restores an earlier version.
  'rolled-back': 'succeeded',
  abandoned: 'stopped',
  canceled: 'stopped',
  superseded: 'stopped',
};

const short = <Text extends string | undefined>(text: Text, max = MAX_TEXT_CHARS): Text =>
  (text === undefined ? text : cut(text, max)) as Text;

const shortened = (notification: Notification): Notification => {
  const { commits, failures, details, links, text } = notification;
  return {
    ...notification,
    ...(text !== undefined && { text: short(text) }),
    commits: commits.slice(0, MAX_ITEMS),
    failures: failures.slice(0, MAX_ITEMS).map((failure) => ({
      ...failure,
      ...(failure.reason !== undefined && { reason: short(failure.reason) }),
      ...(failure.log !== undefined && { log: short(failure.log, MAX_LOG_CHARS) }),
    })),
    details: details.slice(0, MAX_DETAILS),
    links: links.slice(0, MAX_DETAILS),
  };
};

/** Whether the news ends the failures of its subject. */
export const isFix = ({ moment, transition }: Notification): boolean =>
  moment === 'succeeded' && transition !== undefined;

/** Whether the news answers an approval. */
export const isDecision = (news: Pick<Notification, 'moment'> | undefined): boolean =>
  news !== undefined && DECISIONS.includes(news.moment);

const earlier = (a: string | undefined, b: string): string =>
  a !== undefined && Date.parse(a) <= Date.parse(b) ? a : b;

const later = (a: string | undefined, b: string): string => (a !== undefined && Date.parse(a) >= Date.parse(b) ? a : b);

const reasonOf = ({ moment, failures }: Notification): string | undefined => {
  const reason = moment === 'failed' ? failures.find((failure) => failure.reason)?.reason : undefined;
  return (reason && cleanLine(reason.split('\n')[0] ?? '', MAX_REASON_CHARS)) || undefined;
};

/** The first failure's reason, or its verdict where the source gives no reason. */
const withReason = (state: ConversationState, notification: Notification): ConversationState => {
  const { moment, time } = notification;
  const reason = reasonOf(notification);
  const verdict = reason || moment !== 'failed' ? undefined : notification.verdict;
  const { reasonAt } = state;
  const isLater = reasonAt !== undefined && Date.parse(reasonAt) <= Date.parse(time);
  if ((!reason && !verdict) || isLater) return state;
  const { reason: _, verdict: __, ...facts } = state.facts;
  return { ...state, reasonAt: time, facts: { ...facts, ...(reason ? { reason } : { verdict }) } };
};

/** What the news adds to the facts besides the first reason. */
const withNews = (facts: RootFacts, kind: ConversationKind, notification: Notification): RootFacts => {
  const { time, moment, transition, usualSeconds, approval, commits } = notification;
  const failures = moment === 'failed' ? transition?.count : undefined;
  const question = approval?.comment;
  return {
    ...facts,
    since: earlier(facts.since, kind === 'incident' ? earlier(transition?.since, time) : time),
    ...(kind === 'run' && { at: later(facts.at, time) }),
    ...(usualSeconds !== undefined && { usualSeconds }),
    ...(kind === 'run' && failures !== undefined && { redSince: earlier(facts.redSince, transition?.since ?? time) }),
    ...(failures !== undefined && { count: Math.max(failures, facts.count ?? 0) }),
    ...(moment === 'approval' && question !== undefined && { question: short(question) }),
    ...(moment === 'approval' && commits.length > 0 && { commits: commits.slice(0, MAX_ITEMS) }),
  };
};

const withStage = (state: ConversationState, notification: Notification): ConversationState => {
  const { stage: name, moment, time, execution } = notification;
  const stage = STAGE_STATES[moment];
  if (name === undefined || stage === undefined) return state;
  const { stages = [] } = state;
  const known = stages.find((each) => each.name === name);
  const { attempt = 1 } = execution ?? {};
  const began = earlier(known?.began, time);
  const isOlder =
    known !== undefined &&
    (attempt - known.attempt || Date.parse(time) - Date.parse(known.at) || Number(stage !== 'running')) <= 0;
  const next = isOlder ? { ...known, began } : { name, state: stage, began, at: time, attempt };
  const all = [...stages.filter((each) => each !== known), next].sort(
    (a, b) =>
      Date.parse(a.began) - Date.parse(b.began) ||
      Date.parse(a.at) - Date.parse(b.at) ||
      Number(a.state === 'running') - Number(b.state === 'running') ||
      (a.name < b.name ? -1 : 1),
  );
  const kept = all.slice(0, MAX_STAGES);
  return {
    ...state,
    stages: kept,
    facts: { ...state.facts, stages: kept.map((each) => ({ name: each.name, state: each.state })) },
  };
};

/** What the root shows: a change of it needs an update. */
const lookOf = ({ latest, facts }: ConversationState): string => JSON.stringify([latest, facts]);

/**
 * Adds news to the state of a conversation. The order in which news is added does not matter: the newest decides what the
 * root shows, and the facts are collected from all.
 */
export const absorb = (
  kind: ConversationKind,
  state: ConversationState,
  notification: Notification,
): ConversationState => {
  const facts = withNews(state.facts, kind, notification);
  const isStage = kind === 'run' && notification.level === 'stage';
  // The run reports the cause of a stage's failure in better words.
  const noted = isStage ? { ...state, facts } : withReason({ ...state, facts }, notification);
  const isNewest = !state.latest || compareNews(kind, notification, state.latest) > 0;
  const next = isStage
    ? withStage(noted, notification)
    : isNewest
      ? { ...noted, latest: shortened(notification), closed: kind === 'incident' && isFix(notification) }
      : noted;
  return lookOf(next) === lookOf(state) ? next : { ...next, changes: state.changes + 1 };
};

import type { Notification } from '../model/notification.ts';
import { duration } from '../text/time.ts';
import { placeText, runText } from './subjects.ts';
import { triggerText } from './triggers.ts';

/** Moments whose duration is that of the run. Others have it in their first lines. */
const MEASURED: readonly string[] = ['succeeded', 'failed', 'stopped', 'rolled-back', 'superseded'];

/** Moments whose place may be known from what failed. */
const ENDED: readonly string[] = ['failed', 'stopped', 'rejected', 'expired', 'rolled-back'];

const placeOf = ({ moment, stage, action, failures: [first], pipeline, resource }: Notification): string => {
  // The phases of a build are no places.
  if (resource?.kind === 'build') return '';
  // Without a pipeline the failed part stands before its reason.
  if (first && !first.stage && !pipeline) return '';
  return ENDED.includes(moment)
    ? placeText(first?.stage ?? stage, first?.action ?? action?.name)
    : placeText(stage, action?.name);
};

const accountText = ({ account, accountName, region, environment }: Notification): string => {
  // Without an environment the name of the account stands in the first line.
  const name = environment ? accountName : undefined;
  const id = name && account ? `${name} (${account})` : (name ?? account);
  return [id && `account ${id}`, region].filter(Boolean).join(', ');
};

const retryText = ({ execution, transition }: Notification): string => {
  const attempt = execution?.attempt ?? 1;
  const isAbove = transition?.retry !== undefined && /still-failing|recovered/.test(transition.kind);
  return attempt > 1 && !isAbove ? `retry ${attempt - 1}` : '';
};

/** The pipeline of a build that is its own subject. */
const pipelineText = ({ level, pipeline, resource }: Notification): string =>
  level === 'job' && pipeline?.name && resource?.name ? `pipeline ${pipeline.name}` : '';

/** The small facts of one run, below a reply. Account and Region are those of the root. */
export const replyFacts = (notification: Notification, above: string): string[] => {
  const own = accountText(notification);
  return footer(notification, [above]).filter((fact) => fact !== own);
};

/**
 * The small facts below a message: place, duration, trigger, account and Region, run. A fact that is part of a text
 * above is left out.
 */
export const footer = (notification: Notification, above: readonly string[]): string[] => {
  const { durationSeconds, execution, moment, parent, resource } = notification;
  return [
    pipelineText(notification),
    placeOf(notification),
    durationSeconds !== undefined && MEASURED.includes(moment) ? `took ${duration(durationSeconds)}` : '',
    retryText(notification),
    parent && !above.some((text) => text.includes(parent)) ? `part of ${parent}` : '',
    triggerText(notification) ?? '',
    accountText(notification),
    execution?.id ? runText(execution.id, resource) : '',
  ].filter((fact) => fact !== '' && !above.some((text) => text.includes(fact)));
};

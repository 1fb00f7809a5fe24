import type { Failure, Level } from '../../model/notification.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { isConnectionSummary } from '../shared/commits.ts';
import { type Additional, type Detail, MAX_REASON_CHARS, nameOf } from './event.ts';

/** Longest reason if several actions failed. */
const MAX_LISTED_REASON_CHARS = 300;
const MAX_LISTED = 8;

/** The result of an action in words. A connection's JSON summary describes the commit, so it is left out. */
export const resultOf = (detail: Detail, additional: Partial<Additional>): string | undefined =>
  [detail['execution-result']?.['external-execution-summary'], additional.additionalInformation]
    .filter((summary) => summary && !isConnectionSummary(summary))
    .map((summary) => textOf(summary, MAX_REASON_CHARS))
    .find((summary) => summary !== undefined);

/** The failed actions. A retried action is listed once per attempt, so each name is kept once, with its first reason. */
const listedFailures = (detail: Detail, { failedActions, failedStage }: Partial<Additional>): Failure[] => {
  const stage = nameOf(detail.stage) ?? nameOf(failedStage);
  const failures = new Map<string, Failure>();
  for (const failed of failedActions ?? []) {
    const action = nameOf(failed?.action);
    const reason = textOf(failed?.additionalInformation, MAX_LISTED_REASON_CHARS);
    const key = action ?? `\n${reason}`;
    const known = failures.get(key);
    if (known) known.reason ??= reason;
    else if ((action || reason) && failures.size < MAX_LISTED) failures.set(key, { stage, action, reason });
  }
  return failures.size === 0 && stage && !detail.stage ? [{ stage }] : [...failures.values()];
};

export const failuresOf = (level: Level, detail: Detail, additional: Partial<Additional>): Failure[] => {
  if (detail.state !== 'FAILED') return [];
  if (level !== 'action') return listedFailures(detail, additional);
  const result = detail['execution-result'];
  return [
    {
      stage: nameOf(detail.stage),
      action: nameOf(detail.action),
      reason: resultOf(detail, additional),
      code: lineOf(result?.['error-code'], 60),
      url: safeUrl(result?.['external-execution-url']),
    },
  ];
};

/** Where a run ended that a person rejected. The decision contains the reason, and an action's event names the place. */
export const placesOf = (level: Level, detail: Detail, additional: Partial<Additional>): Failure[] =>
  level === 'action' ? [] : failuresOf(level, detail, additional).map(({ stage, action }) => ({ stage, action }));

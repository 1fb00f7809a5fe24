import type { Commit, Notification } from '../model/notification.ts';
import { redact } from '../text/redact.ts';

const redacted = (value: string | undefined): string | undefined => value && redact(value);

const redactedValue = (label: string, value: string): string => {
  const start = `${label}: `;
  const said = redact(`${start}${value}`);
  return said.startsWith(start) ? said.slice(start.length) : redact(value);
};

const redactedValues = (values: NonNullable<Notification['verdict']>['values']) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? redact(value) : value]),
  );

/** A link that contains a secret is dropped: a redacted link would not work. */
const openLink = (url: string | undefined): string | undefined => (url && redact(url) === url ? url : undefined);

const withOpenLink = <Thing extends { url?: string | undefined }>(thing: Thing | undefined): Thing | undefined =>
  thing && { ...thing, url: openLink(thing.url) };

const openCommit = (commit: Commit): Commit => ({
  ...commit,
  summary: redacted(commit.summary),
  author: redacted(commit.author),
  branch: redacted(commit.branch),
  tag: redacted(commit.tag),
  url: openLink(commit.url),
});

/**
 * Removes secrets from all free text and links of a notification. Event texts may come from logs and scripts too.
 * Routing applies it once, as its last step, so that no source and no enrichment has to.
 */
export const withoutSecrets = (notification: Notification): Notification => {
  const { approval, trigger, verdict, decision, rollbackTo, series, lastGood, mute } = notification;
  return {
    ...notification,
    verdict: verdict && { ...verdict, values: redactedValues(verdict.values) },
    series: series && { ...series, name: redact(series.name) },
    decision: decision && { ...decision, by: redacted(decision.by), comment: redacted(decision.comment) },
    mute: mute && { ...mute, by: redacted(mute.by) },
    stoppedBy: redacted(notification.stoppedBy),
    rollbackTo: withOpenLink(rollbackTo),
    title: redacted(notification.title),
    text: redacted(notification.text),
    stopReason: redacted(notification.stopReason),
    trigger: trigger && {
      type: redacted(trigger.type),
      detail: redacted(trigger.detail),
      words: redacted(trigger.words),
    },
    pipeline: withOpenLink(notification.pipeline),
    resource: withOpenLink(notification.resource),
    execution: withOpenLink(notification.execution),
    commits: notification.commits.map(openCommit),
    lastGood: lastGood && {
      ...lastGood,
      url: openLink(lastGood.url),
      compareUrl: openLink(lastGood.compareUrl),
      revisions: lastGood.revisions?.map(openCommit),
    },
    failures: notification.failures.map((failure) => ({
      ...failure,
      reason: redacted(failure.reason),
      log: redacted(failure.log),
      url: openLink(failure.url),
      logUrl: openLink(failure.logUrl),
    })),
    approval: approval && {
      ...approval,
      comment: redacted(approval.comment),
      reviewUrl: openLink(approval.reviewUrl),
      entityUrl: openLink(approval.entityUrl),
    },
    // A value is matched together with its label: `Password: hunter2`.
    details: notification.details.map(({ label, value }) => ({
      label: redact(label),
      value: redactedValue(label, value),
    })),
    links: notification.links
      .filter(({ url }) => openLink(url) !== undefined)
      .map(({ label, url }) => ({ label: redact(label), url })),
  };
};

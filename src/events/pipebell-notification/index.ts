// Notifications of a team's own scripts and actions: an event of the detail type pipebell.notification, or its detail
// alone, published to the topic. See docs/notification.md. Custom notifications of Amazon Q Developer are read too.
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import { describeIssues } from '../../model/issues.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { byteLength, lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { emailOf } from '../../text/email.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { chatFacts, chatNotification } from './chat.ts';
import { NotificationDetail, notificationEvents } from './event.ts';
import { notificationExamples } from './examples.ts';

/** Limits of ours, in characters and in entries. */
const MAX_LINE_CHARS = 200;
const MAX_TEXT_CHARS = 1500;
const MAX_LABEL_CHARS = 40;
const MAX_COMMITS = 10;
const MAX_FAILURES = 5;
const MAX_DETAILS = 10;
const MAX_LINKS = 5;
const MAX_PROBLEMS = 4;
/** Size limit in bytes. It leaves room for the fields that routing adds. */
const MAX_BYTES = 20 * 1024;

const line = (value: string | undefined) => lineOf(value, MAX_LINE_CHARS);
const words = (value: string | undefined) => textOf(value, MAX_TEXT_CHARS);

const AnyEvent = awsEvent(notificationEvents, z.optional(z.unknown()));

/**
 * An event of any source, or its detail alone, which is recognised by the field `pipebell`, or a custom notification of
 * Amazon Q Developer.
 */
const Event = z.pipe(
  z.unknown(),
  z.transform((body) => {
    const event = AnyEvent.safeParse(body).data;
    if (event && detailTypeOf(event)) return { given: event.detail, event, chat: undefined };
    const isBare =
      typeof body === 'object' && body !== null && Object.hasOwn(body, 'pipebell') && !('detail-type' in body);
    if (isBare) return { given: body as unknown, event: undefined, chat: undefined };
    const chat = chatNotification(body);
    return chat && { given: undefined, event: undefined, chat };
  }),
);

const SEVERITIES: Partial<Record<Moment, Severity>> = {
  succeeded: 'success',
  failed: 'failure',
  approval: 'attention',
  stopping: 'warning',
  stopped: 'warning',
  superseded: 'warning',
  canceled: 'warning',
  abandoned: 'warning',
  'rolled-back': 'warning',
  approved: 'success',
  rejected: 'warning',
  expired: 'warning',
};

/** The moment that replaces an invalid one. */
const UNKNOWN_MOMENT = 'failed';

/** The valid fields, and the problems of the others. Problems contain field names, never values. */
const readFields = (given: unknown): { fields: NotificationDetail; problems: string[] } => {
  const whole = NotificationDetail.safeParse(given);
  if (whole.success) return { fields: whole.data, problems: [] };
  const { issues } = whole.error;
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const rest = Object.entries(given ?? {}).filter(([name]) => !wrong.has(name));
  const fields = NotificationDetail.safeParse({ moment: UNKNOWN_MOMENT, ...Object.fromEntries(rest) });
  return { fields: fields.data ?? { moment: UNKNOWN_MOMENT }, problems: describeIssues(issues) };
};

const commitsOf = ({ commits = [] }: NotificationDetail): Notification['commits'] =>
  commits.slice(0, MAX_COMMITS).flatMap((commit) => {
    const id = lineOf(commit.id, 64);
    const { summary, author, time, url, repository, branch, tag } = commit;
    return id
      ? [
          {
            id,
            summary: line(summary),
            author: lineOf(author, 100),
            time: isoTime(time),
            url: safeUrl(url),
            repository: line(repository),
            branch: line(branch),
            tag: line(tag),
          },
        ]
      : [];
  });

const authorsOf = ({ commits = [] }: NotificationDetail): Notification['authors'] => {
  const authors = commits.slice(0, MAX_COMMITS).flatMap(({ id, email }) => {
    const [commit, address] = [lineOf(id, 64), emailOf(email)];
    return commit && address ? [{ commit, email: address }] : [];
  });
  return authors.length > 0 ? authors : undefined;
};

const failuresOf = ({ failures = [] }: NotificationDetail): Notification['failures'] =>
  failures.slice(0, MAX_FAILURES).map(({ stage, action, reason, code, url, log, logUrl }) => ({
    stage: line(stage),
    action: line(action),
    reason: words(reason),
    code: lineOf(code, 60),
    url: safeUrl(url),
    log: words(log),
    logUrl: safeUrl(logUrl),
  }));

const detailsOf = (
  { details = [] }: NotificationDetail,
  problems: readonly string[],
  source: string | undefined,
): Notification['details'] => {
  const wrong = problems.slice(0, MAX_PROBLEMS).map((value) => ({ label: 'not-valid', value }));
  const given = details.slice(0, MAX_DETAILS);
  return [...wrong, ...given, { label: 'source', value: source ?? '' }].flatMap(({ label, value }) => {
    const fact = { label: lineOf(label, MAX_LABEL_CHARS), value: line(value) };
    return fact.label && fact.value ? [{ label: fact.label, value: fact.value }] : [];
  });
};

const linksOf = ({ links = [] }: NotificationDetail): Notification['links'] =>
  links.slice(0, MAX_LINKS).flatMap((link) => {
    const url = safeUrl(link.url);
    return url ? [{ label: lineOf(link.label, MAX_LABEL_CHARS) ?? 'open', url }] : [];
  });

/** The subject of the notification, as far as it is given. */
const subjectOf = ({ pipeline, resource, series, execution, approval }: NotificationDetail): Partial<Notification> => {
  const name = line(pipeline?.name);
  const thing = line(resource?.name);
  const id = line(execution?.id);
  const branch = line(series?.name);
  return {
    pipeline: name ? { name, url: safeUrl(pipeline?.url) } : undefined,
    resource: thing
      ? { kind: lineOf(resource?.kind, MAX_LABEL_CHARS) ?? 'resource', name: thing, url: safeUrl(resource?.url) }
      : undefined,
    series: branch
      ? { kind: lineOf(series?.kind, MAX_LABEL_CHARS) ?? 'series', name: branch, number: lineOf(series?.number, 20) }
      : undefined,
    execution: id
      ? { id, attempt: execution?.attempt, startedAt: isoTime(execution?.startedAt), url: safeUrl(execution?.url) }
      : undefined,
    approval: approval && {
      expiresAt: isoTime(approval.expiresAt),
      comment: words(approval.comment),
      reviewUrl: safeUrl(approval.reviewUrl),
      entityUrl: safeUrl(approval.entityUrl),
    },
  };
};

/** Reduces a notification that is too large: first without logs and later entries, then with the main facts only. */
const shortened = <Sent extends Omit<Notification, 'version' | 'source'>>(notification: Sent) => {
  const few = {
    ...notification,
    commits: notification.commits.slice(0, 3),
    failures: notification.failures.slice(0, 2).map((failure) => ({ ...failure, log: undefined })),
  };
  const { approval } = notification;
  const least = {
    ...few,
    text: undefined,
    commits: [],
    failures: few.failures.slice(0, 1).map(({ stage, action, reason, code }) => ({ stage, action, reason, code })),
    approval: approval && { expiresAt: approval.expiresAt, reviewUrl: approval.reviewUrl },
    details: few.details.slice(0, 5),
    links: [],
  };
  return [notification, few].find((each) => byteLength(JSON.stringify(each)) <= MAX_BYTES) ?? least;
};

/** Notifications of scripts and custom actions. */
export const pipebellNotification = defineEventSource({
  name: 'pipebell-notification',
  subscribes: [notificationEvents],
  examples: notificationExamples,
  event: Event,
  notify(sent, { messageId, publishedAt }) {
    if (!sent) return undefined;
    if (sent.chat) return chatFacts(sent.chat, { messageId, publishedAt });
    const { id, source, account, region, time } = sent.event ?? {};
    const { fields, problems } = readFields(sent.given);
    const { moment, key } = fields;
    const subject = subjectOf(fields);
    const isNameless = problems.length > 0 && !subject.pipeline && !subject.resource;
    return shortened({
      id: key
        ? stableId('key', [account ?? '', source ?? '', moment, key])
        : (eventIdentity(id) ?? stableId('message', [messageId])),
      moment,
      severity: fields.severity ?? SEVERITIES[moment] ?? 'info',
      time: isoTime(fields.time) ?? isoTime(time) ?? publishedAt,
      title: line(fields.title),
      ...(isNameless && { verdict: { code: 'notification-not-valid', values: {} } }),
      text: words(fields.text),
      account,
      region,
      ...subject,
      stage: line(fields.stage),
      durationSeconds: fields.durationSeconds,
      environment: lineOf(fields.environment, MAX_LABEL_CHARS),
      commits: commitsOf(fields),
      authors: authorsOf(fields),
      failures: failuresOf(fields),
      details: detailsOf(fields, problems, source),
      links: linksOf(fields),
    });
  },
});

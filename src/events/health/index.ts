// AWS Health: issues of AWS's services, changes that AWS has scheduled, notices to the account, and reports of abuse.
// https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html
import { defineEventSource, detailTypeOf } from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, safeUrl } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { describe } from './description.ts';
import { ABUSE, type Detail, HealthEvent, healthEvents } from './event.ts';

/** Limits of ours, in characters and in entities. */
const MAX_NAME_CHARS = 100;
const MAX_CODE_CHARS = 150;
const MAX_ENTITIES = 3;

/** Converts `Fri, 27 Jan 2023 06:02:51 GMT` to ISO 8601; `undefined` for any other text. */
const timeOf = (value: string | undefined): string | undefined => {
  if (!/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value ?? '')) return isoTime(value);
  const time = new Date(value ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
};

type Kind = 'issue' | 'security' | 'scheduled' | 'notice';

/**
 * Reports of abuse and risks are failures whatever their category: AWS may suspend the account. Notices of a service that
 * concern security, such as a new policy, are not.
 */
const kindOf = (type: string, { eventTypeCode, eventTypeCategory, service }: Detail): Kind => {
  if (type === ABUSE || /^AWS_(?:ABUSE|RISK)_|_(?:EXPOSED|COMPROMISED)(?:_|$)/.test(eventTypeCode)) return 'security';
  if (service === 'ABUSE' || service === 'RISK') return 'security';
  if (eventTypeCategory === 'issue') return 'issue';
  return eventTypeCategory === 'scheduledChange' ? 'scheduled' : 'notice';
};

const outcomeOf = (kind: Kind, isOver: boolean, { statusCode, actionability }: Detail): [Moment, Severity] => {
  if (kind === 'issue' || kind === 'security') {
    if (isOver) return ['succeeded', 'success'];
    return statusCode === 'upcoming' ? ['change', 'attention'] : ['failed', 'failure'];
  }
  return ['change', actionability === 'ACTION_REQUIRED' && !isOver ? 'attention' : 'info'];
};

/** The first affected entities by name, and how many there are on this page of the event. */
const entitiesOf = ({ affectedEntities, totalPages }: Detail): string | undefined => {
  const names = affectedEntities?.flatMap((entity) => entity?.entityValue ?? []) ?? [];
  const shown = names
    .slice(0, MAX_ENTITIES)
    .flatMap((name) => lineOf(parseArn(name).resource ?? name, MAX_NAME_CHARS) ?? []);
  const more = names.length - shown.length;
  const rest = more > 0 || Number(totalPages) > 1 ? [`+${Math.max(more, 0)}${Number(totalPages) > 1 ? '…' : ''}`] : [];
  return [...shown, ...(shown.length > 0 ? rest : [])].join(', ') || undefined;
};

/**
 * Pages of one event, and its copy in the backup Region, have the same communication, so they are one alert.
 * A communication is one update of an event.
 */
const identityOf = (id: string | undefined, account: string | undefined, detail: Detail): string | undefined => {
  const communication = detail.communicationId?.replace(/-\d{1,4}$/, '');
  return communication
    ? stableId('health', [account ?? '', communication, detail.eventArn ?? ''])
    : (eventIdentity(id) ??
        (detail.eventArn &&
          stableId('health', [detail.eventArn, String(detail.lastUpdatedTime), String(detail.statusCode)])));
};

/** The event in AWS Health's dashboard. Other partitions have dashboards of their own, so there is no link. */
const linkOf = (region: string | undefined, arn: string | undefined): string | undefined =>
  arn?.startsWith('arn:aws:health:') && !/^(?:cn|us-gov|us-iso)/.test(region ?? '')
    ? safeUrl(
        `https://health.aws.amazon.com/health/home#/event-log?eventID=${encodeURI(arn.toWellFormed())}&eventTab=details&layout=vertical`,
      )
    : undefined;

/** AWS Health events, of the account or of a whole service. */
export const health = defineEventSource({
  name: 'health',
  subscribes: [healthEvents],
  examples: async (now) => (await import('./examples.ts')).healthExamples(now),
  event: HealthEvent,
  notify(event, { messageId, publishedAt }) {
    const { detail } = event;
    const type = detailTypeOf(event);
    const code = lineOf(detail.eventTypeCode, MAX_CODE_CHARS);
    if (!type || !code) return undefined;

    const { first, action, isOver: isResolved } = describe(detail);
    const isOver = detail.statusCode === 'closed' || isResolved;
    const kind = kindOf(type, detail);
    const [moment, severity] = outcomeOf(kind, isOver, detail);
    const account = lineOf(detail.affectedAccount ?? event.account, MAX_NAME_CHARS);
    const region = lineOf(
      detail.eventRegion === 'global' ? event.region : (detail.eventRegion ?? event.region),
      MAX_NAME_CHARS,
    );
    const service = lineOf(detail.service, MAX_NAME_CHARS) ?? 'AWS';
    const [start, end] = [timeOf(detail.startTime), timeOf(detail.endTime)];
    const entities = entitiesOf(detail);
    const name = lineOf(detail.eventArn?.split('/').at(-1), MAX_CODE_CHARS);
    const url = linkOf(region, detail.eventArn);
    const details: Notification['details'] = [
      ...(action ? [{ label: 'next-step', value: action }] : []),
      ...(entities ? [{ label: 'affected', value: entities }] : []),
    ];
    return {
      id: identityOf(event.id, account, detail) ?? stableId('message', [messageId]),
      moment,
      severity,
      time: isoTime(event.time) ?? publishedAt,
      account,
      region,
      verdict: {
        code: `health-${kind}${isOver && moment === 'succeeded' ? '-over' : ''}`,
        values: { service, code, region: region ?? '', account: account ?? '', ...(start && { start }) },
      },
      text: moment === 'failed' ? undefined : first,
      failures: moment === 'failed' && first ? [{ reason: first }] : [],
      resource: { kind: 'aws-service', name: service, url },
      // Each event of a service is open until AWS closes it.
      ...(name && { series: { kind: 'health-event', name } }),
      lasting: true,
      state: lineOf(detail.statusCode, MAX_NAME_CHARS),
      durationSeconds: isOver ? secondsBetween(start, end) : undefined,
      details,
    };
  },
});

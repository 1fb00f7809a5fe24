import * as z from 'zod/mini';
import { awsEvent, detailTypeOf, type Subscription, text } from '../../model/event-source.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';

export const SOURCE = 'aws.elasticbeanstalk';
export const ENVIRONMENT = 'Elastic Beanstalk resource status change';
export const RESOURCE = 'Other resource status change';
export const HEALTH = 'Health status change';
export const UPDATE = 'Managed update status change';

export const beanstalkEvents: readonly Subscription[] = [
  { source: SOURCE, detailTypes: [ENVIRONMENT, HEALTH, UPDATE] },
  /** Added and removed instances are left out: their number follows the load. */
  {
    source: SOURCE,
    detailTypes: [RESOURCE],
    detail: { Status: [{ 'anything-but': ['Instance added', 'Instance removed'] }] },
  },
];

/** An event in either form: EventBridge's, or the text that an environment publishes on a topic of SNS. */
export interface BeanstalkEvent {
  /** Absent for the text, which has no type: what it is about is read from the message. */
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** ISO 8601 in UTC. */
  readonly time: string | undefined;
  readonly environment: string;
  readonly application: string | undefined;
  readonly status: string | undefined;
  readonly message: string | undefined;
  readonly severity: string | undefined;
  /** The address that the environment serves. */
  readonly site: string | undefined;
}

const Event = awsEvent(
  { source: SOURCE, detailTypes: [ENVIRONMENT, RESOURCE, HEALTH, UPDATE] },
  z.looseObject({ EnvironmentName: z.string(), ApplicationName: text, Status: text, Severity: text, Message: text }),
);

const fromEvent = (body: unknown): BeanstalkEvent | undefined => {
  const event = Event.safeParse(body).data;
  const type = event && detailTypeOf(event);
  if (!event || !type) return undefined;
  const { EnvironmentName, ApplicationName, Status, Severity, Message } = event.detail;
  return {
    type,
    id: eventIdentity(event.id),
    account: event.account,
    region: event.region,
    time: isoTime(event.time),
    environment: EnvironmentName,
    application: ApplicationName,
    status: Status,
    message: Message,
    severity: Severity,
    site: undefined,
  };
};

/** Longest text that is read, in characters. Messages of Beanstalk have some hundred. */
const MAX_TEXT_CHARS = 8000;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** Reads `Wed Apr 01 12:00:00 UTC 2026` as ISO 8601; `undefined` for other zones, whose names are ambiguous. */
const timeOf = (value: string | undefined): string | undefined => {
  const [, month = '', day, time, year] =
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d) UTC (\d{4})$/.exec(value ?? '') ?? [];
  const at = MONTHS.indexOf(month) / 3;
  return month && Number.isInteger(at) && at >= 0
    ? isoTime(`${year}-${String(at + 1).padStart(2, '0')}-${day}T${time}Z`)
    : undefined;
};

/**
 * The text has no account and no id of EventBridge, so that an environment that sends both forms is reported twice.
 * @see https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.sns.html
 */
const fromText = (body: string): BeanstalkEvent | undefined => {
  const whole = body.slice(0, MAX_TEXT_CHARS).replaceAll('\r', '');
  const [, head = '', message = '', tail = ''] =
    /^(Timestamp: [^\n]*)\nMessage: ([\s\S]*?)\n(Environment: [\s\S]*)$/.exec(whole) ?? [];
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: *(\\S[^\\n]*)$`, 'm').exec(tail)?.[1]?.trim();
  const environment = field('Environment');
  if (!environment || !message.trim()) return undefined;
  const application = field('Application');
  const site = field('Environment URL');
  const process = field('NotificationProcessId') ?? field('RequestId');
  const time = timeOf(head.slice('Timestamp: '.length).trim());
  return {
    type: undefined,
    id: process && stableId('beanstalk', [process, environment, head, message]),
    account: undefined,
    region: /\.([a-z]{2}(?:-[a-z]+)+-\d)\.elasticbeanstalk\.com/.exec(site ?? '')?.[1],
    time,
    environment,
    application,
    status: undefined,
    message: message.trim(),
    severity: undefined,
    site: site && URL.parse(site)?.hostname.includes('.') ? site : undefined,
  };
};

/** An event of Elastic Beanstalk in either form; `undefined` for other messages. */
export const AnyBeanstalkEvent = z.pipe(
  z.unknown(),
  z.transform((body): BeanstalkEvent | undefined => (typeof body === 'string' ? fromText(body) : fromEvent(body))),
);

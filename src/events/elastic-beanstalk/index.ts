// Events of Elastic Beanstalk environments: operations and health.
// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.eventbridge.html
import * as z from 'zod/mini';
import {
  awsEvent,
  defineEventSource,
  detailTypeOf,
  type Example,
  type Subscription,
  text,
} from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { EXAMPLE_ACCOUNT, EXAMPLE_REGION, exampleEvent, jsonExample } from '../shared/example.ts';

const SOURCE = 'aws.elasticbeanstalk';
const ENVIRONMENT = 'Elastic Beanstalk resource status change';
const RESOURCE = 'Other resource status change';
const HEALTH = 'Health status change';
const UPDATE = 'Managed update status change';

const environments: Subscription = { source: SOURCE, detailTypes: [ENVIRONMENT, HEALTH, UPDATE] };

/** Added and removed instances are left out: their number follows the load. */
const resources: Subscription = {
  source: SOURCE,
  detailTypes: [RESOURCE],
  detail: { Status: [{ 'anything-but': ['Instance added', 'Instance removed'] }] },
};

/** Longer than AWS's limits for names, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 100;
const MAX_TEXT_CHARS = 1000;
const MAX_STATE_CHARS = 100;

const Detail = z.looseObject({
  EnvironmentName: z.string(),
  ApplicationName: text,
  Status: text,
  Severity: text,
  Message: text,
});
type Detail = z.infer<typeof Detail>;

const Event = awsEvent({ source: SOURCE, detailTypes: [ENVIRONMENT, RESOURCE, HEALTH, UPDATE] }, Detail);

/** The fields of a notification that depend on the kind of event. */
type Outcome = Pick<Notification, 'moment' | 'severity' | 'title' | 'text' | 'failures' | 'transition'>;

const WARNINGS = new Set(['WARN', 'WARNING', 'ERROR', 'FATAL']);

const severityOf = ({ Severity: word }: Detail): Severity => (WARNINGS.has(word ?? '') ? 'warning' : 'info');

/** An outcome with Beanstalk's message as text, and a title if one is given. */
const outcomeWith = (
  moment: Moment,
  severity: Severity,
  title: string | undefined,
  words: string | undefined,
): Outcome => ({
  moment,
  severity,
  title,
  text: moment === 'failed' ? undefined : words,
  failures: moment === 'failed' && words ? [{ reason: words }] : [],
});

const ENDS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['started', ['started', 'info']],
  ['successful', ['succeeded', 'success']],
  ['failed', ['failed', 'failure']],
]);

/**
 * The operation and its result. The event's severity cannot be used: a failed termination is `INFO`, and a creation with
 * problems is reported as successful.
 */
const operationOutcome = (detail: Detail, name: string): Outcome => {
  const { Status = '', Message } = detail;
  const words = textOf(Message, MAX_TEXT_CHARS);
  const [, what = '', how = ''] = /^(.{1,60}?) (started|successful|failed)$/.exec(Status ?? '') ?? [];
  const [moment, severity] = ENDS.get(how) ?? ['change', severityOf(detail)];
  const act = what.replace(/^Environment /, '').replace(/^Managed updated?$/, 'managed update');
  const title = act ? `Environment ${name}: ${act} ${how}` : undefined;
  const hasIssues = how === 'successful' && /\bissues\b|with errors/i.test(Message ?? '');
  return outcomeWith(moment, hasIssues ? 'warning' : severity, title, words);
};

/** Health in which customers are likely to notice. @see https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-status.html */
const BAD = ['Degraded', 'RED', 'Severe'];
/** Environments with basic health reporting have colours. */
const GOOD = ['Ok', 'Info', 'Warning', 'GREEN', 'YELLOW'];

const TRANSITION =
  /(?:transitioned (?:from ([A-Z]\w{1,20}(?: Data)?) )?to|been set to) ([A-Z]\w{1,20}(?: Data)?)\.?\s*/;

/** `Environment health has transitioned from Ok to Severe. 100 % of the requests are failing`: only the message contains it. */
const healthOutcome = (detail: Detail, name: string, time: string): Outcome => {
  const [whole = '', from, to] = TRANSITION.exec(detail.Message ?? '') ?? [];
  if (!to) return outcomeWith('change', severityOf(detail), undefined, textOf(detail.Message, MAX_TEXT_CHARS));
  const message = detail.Message ?? '';
  const why = textOf(message.slice(message.indexOf(whole) + whole.length), MAX_TEXT_CHARS);
  const wasBad = BAD.includes(from ?? '');
  const title = `Environment ${name} is ${to}${from ? `, after ${from}` : ''}`;
  if (from === 'Severe' && to === 'Degraded') return outcomeWith('change', 'warning', title, why);
  if (BAD.includes(to)) return outcomeWith('failed', 'failure', title, why);
  // After a neutral state such as No Data, only the relay's history shows whether this fixes a failure.
  if (GOOD.includes(to) && !GOOD.includes(from ?? '')) {
    const outcome = outcomeWith('succeeded', 'success', title, why);
    return wasBad ? { ...outcome, transition: { kind: 'fixed', count: 1, since: time } } : outcome;
  }
  return outcomeWith('change', to === 'Warning' || to === 'YELLOW' ? 'warning' : 'info', title, why);
};

const outcomeOf = (type: string, detail: Detail, name: string, time: string): Outcome => {
  if (type === HEALTH) return healthOutcome(detail, name, time);
  if (type !== RESOURCE) return operationOutcome(detail, name);
  const what = lineOf(detail.Status, MAX_STATE_CHARS);
  const title = what && `Environment ${name}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`;
  return outcomeWith('change', severityOf(detail), title, textOf(detail.Message, MAX_TEXT_CHARS));
};

const examples = (now: Date): readonly Example[] => {
  const example = (name: string, detailType: string, Status: string, Message: string, Severity = 'INFO') =>
    jsonExample(
      name,
      exampleEvent({
        source: SOURCE,
        detailType,
        at: now,
        resources: [`arn:aws:elasticbeanstalk:${EXAMPLE_REGION}:${EXAMPLE_ACCOUNT}:environment/shop/shop-prod`],
        detail: {
          Status,
          EventDate: now.getTime(),
          ApplicationName: 'shop',
          Message,
          EnvironmentName: 'shop-prod',
          Severity,
        },
      }),
    );
  const health = (name: string, message: string, severity?: string) =>
    example(name, HEALTH, 'Environment health changed', `Environment health has transitioned ${message}`, severity);
  return [
    example(
      'beanstalk-update-failed',
      ENVIRONMENT,
      'Environment update failed',
      'Failed to deploy configuration.',
      'ERROR',
    ),
    health('beanstalk-severe', 'from Ok to Severe. 87.5 % of the requests are failing with HTTP 5xx.', 'WARN'),
    health('beanstalk-ok', 'from Severe to Ok. Application update completed 64 seconds ago and took 3 minutes.'),
    example(
      'beanstalk-updated',
      ENVIRONMENT,
      'Environment update successful',
      'Environment update completed successfully.',
    ),
    example('beanstalk-managed-update', UPDATE, 'Managed updated started', 'Managed platform update is in-progress.'),
    example('beanstalk-load-balancer', RESOURCE, 'Load balancer created', 'Created load balancer named: awseb-e-a-Lb1'),
  ];
};

/** Elastic Beanstalk environments. */
export const elasticBeanstalk = defineEventSource({
  name: 'elastic-beanstalk',
  subscribes: [environments, resources],
  examples,
  event: Event,
  notify(event, { messageId, publishedAt }) {
    const { id, region, detail } = event;
    const type = detailTypeOf(event);
    const name = lineOf(detail.EnvironmentName, MAX_NAME_CHARS);
    if (!type || !name) return undefined;

    const time = isoTime(event.time) ?? publishedAt;
    const application = lineOf(detail.ApplicationName, MAX_NAME_CHARS);
    // The page of an environment needs an id that no event contains.
    const url =
      application &&
      consoleLink(
        region,
        ['elasticbeanstalk', 'home'],
        `/application/overview?applicationName=${encodePart(application)}`,
      );
    return {
      id: eventIdentity(id) ?? stableId('message', [messageId]),
      ...outcomeOf(type, detail, name, time),
      time,
      // Health is a lasting state. A successful operation does not fix it.
      ...(type === HEALTH
        ? { resource: { kind: 'environment health', name }, lasting: true }
        : { resource: { kind: 'environment', name } }),
      state: lineOf(detail.Status, MAX_STATE_CHARS),
      details: application ? [{ label: 'Application', value: application }] : [],
      links: url ? [{ label: 'Open application', url }] : [],
    };
  },
});

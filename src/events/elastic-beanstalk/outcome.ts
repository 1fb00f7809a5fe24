import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { type BeanstalkEvent, HEALTH, RESOURCE } from './event.ts';

/** Limits of ours, in characters. */
const MAX_TEXT_CHARS = 1000;
const MAX_STATE_CHARS = 100;

/** The fields of a notification that depend on the kind of event. */
export type Outcome = Pick<Notification, 'moment' | 'severity' | 'verdict' | 'text' | 'failures' | 'transition'> & {
  /** Health is a state that lasts. A successful operation does not fix it. */
  readonly isHealth?: boolean;
};

const WARNINGS = new Set(['WARN', 'WARNING', 'ERROR', 'FATAL']);

/** An outcome with Beanstalk's message as the reason of a failure, or as text. */
const outcomeWith = (
  moment: Moment,
  severity: Severity,
  verdict: Notification['verdict'],
  words: string | undefined,
): Outcome => ({
  moment,
  severity,
  verdict,
  text: moment === 'failed' ? undefined : words,
  failures: moment === 'failed' && words ? [{ reason: words }] : [],
});

const ENDS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['started', ['started', 'info']],
  ['succeeded', ['succeeded', 'success']],
  ['failed', ['failed', 'failure']],
]);

interface Operation {
  /** A code such as `update` or `managed-update`. */
  readonly operation: string;
  readonly result: string;
}

const severityOf = ({ severity = '', message = '' }: BeanstalkEvent): Severity =>
  WARNINGS.has(severity) || /\b(?:failed|unsuccessful|aborted|with errors|error)\b/i.test(message) ? 'warning' : 'info';

const operationOutcome = (event: BeanstalkEvent, { operation, result }: Operation): Outcome => {
  const [moment, severity] = ENDS.get(result) ?? ['change', severityOf(event)];
  const hasIssues = moment === 'succeeded' && /\bissues\b|with errors/i.test(event.message ?? '');
  const values = { environment: event.environment, operation, result };
  const words = textOf(event.message, MAX_TEXT_CHARS);
  return outcomeWith(moment, hasIssues ? 'warning' : severity, { code: 'beanstalk-operation', values }, words);
};

/**
 * The operation and its result in a status such as `Environment update failed`. The event's severity cannot be used: a
 * failed termination is `INFO`, and a creation with problems is reported as successful.
 */
const operationOf = (status: string | undefined): Operation | undefined => {
  const [, what = '', how = ''] = /^(.{1,60}?) (started|successful|failed)$/.exec(status ?? '') ?? [];
  if (!what) return undefined;
  const operation = what.replace(/^Environment /, '').replace(/^Managed updated?$/, 'managed-update');
  return { operation, result: how === 'successful' ? 'succeeded' : how };
};

/**
 * Operations in messages of Beanstalk, which the text contains without a status. An update that ends with errors is
 * neither: an earlier message has reported the failure.
 */
const MESSAGES: readonly (readonly [RegExp, Operation])[] = [
  [/new application version was deployed/i, { operation: 'deployment', result: 'succeeded' }],
  [/failed to deploy application/i, { operation: 'deployment', result: 'failed' }],
  [/failed to deploy configuration|failed to update environment/i, { operation: 'update', result: 'failed' }],
  [/failed to launch environment|createEnvironment failed/i, { operation: 'creation', result: 'failed' }],
  [/failed to terminate|terminateEnvironment failed/i, { operation: 'termination', result: 'failed' }],
  [/managed (?:platform )?updated?\b.*\bfailed/i, { operation: 'managed-update', result: 'failed' }],
  [
    /managed (?:platform )?updated?\b.*\b(?:completed|successful)/i,
    { operation: 'managed-update', result: 'succeeded' },
  ],
  [
    /managed (?:platform )?updated?\b.*\b(?:in-progress|starting|started)/i,
    { operation: 'managed-update', result: 'started' },
  ],
  [/createEnvironment is starting/i, { operation: 'creation', result: 'started' }],
  [/createEnvironment completed|launched environment:/i, { operation: 'creation', result: 'succeeded' }],
  [/terminateEnvironment is starting/i, { operation: 'termination', result: 'started' }],
  [/terminateEnvironment completed/i, { operation: 'termination', result: 'succeeded' }],
  [/environment update is starting/i, { operation: 'update', result: 'started' }],
  [
    /environment update completed|update environment operation is complete(?!.{0,20}\berrors)/i,
    { operation: 'update', result: 'succeeded' },
  ],
];

/** Messages about one instance are details of an operation, which is reported too. */
const INSTANCE = /\[Instance: |\bon instance|\binstance id\(s\)|\b(?:Added|Removed) instances? \[/i;

const fromMessage = (event: BeanstalkEvent): Operation | undefined => {
  const message = event.message?.slice(0, MAX_TEXT_CHARS) ?? '';
  return INSTANCE.test(message) ? undefined : MESSAGES.find(([pattern]) => pattern.test(message))?.[1];
};

/** Health in which customers are likely to notice. @see https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-status.html */
const BAD = ['Degraded', 'RED', 'Severe'];
/** Environments with basic health reporting have colours. */
const GOOD = ['Ok', 'Info', 'Warning', 'GREEN', 'YELLOW'];

const TRANSITION =
  /(?:transitioned (?:from ([A-Z]\w{1,20}(?: Data)?) )?to|been set to) ([A-Z]\w{1,20}(?: Data)?)\.?\s*/;

/** ` (3 minutes ago)`: the notification has a time of its own. */
const AGO = /\s*\((?:\d{1,4}|an?) \w{3,8} ago\)/g;

/** `Environment health has transitioned from Ok to Severe. 100 % of the requests are failing`: only the message contains it. */
const healthOutcome = (event: BeanstalkEvent, time: string): Outcome => {
  const { environment, message = '' } = event;
  const [whole = '', from = '', to] = TRANSITION.exec(message) ?? [];
  if (!to) {
    const what = lineOf(event.status ?? message, MAX_STATE_CHARS) ?? '';
    const unknown = { code: 'beanstalk-event', values: { environment, what } };
    return { ...outcomeWith('change', severityOf(event), unknown, textOf(message, MAX_TEXT_CHARS)), isHealth: true };
  }
  const why = textOf(message.slice(message.indexOf(whole) + whole.length).replace(AGO, ''), MAX_TEXT_CHARS);
  const verdict = { code: 'beanstalk-health', values: { environment, health: to, before: from } };
  const outcome = (moment: Moment, severity: Severity): Outcome => ({
    ...outcomeWith(moment, severity, verdict, why),
    isHealth: true,
  });
  if (from === 'Severe' && to === 'Degraded') return outcome('change', 'warning');
  if (BAD.includes(to)) return outcome('failed', 'failure');
  // After a neutral state such as No Data, only the relay's history shows whether this fixes a failure.
  if (GOOD.includes(to) && !GOOD.includes(from)) {
    const good = outcome('succeeded', 'success');
    return BAD.includes(from) ? { ...good, transition: { kind: 'fixed', count: 1, since: time } } : good;
  }
  return outcome('change', to === 'Warning' || to === 'YELLOW' ? 'warning' : 'info');
};

/** What happened to the environment. */
export const outcomeOf = (event: BeanstalkEvent, time: string): Outcome => {
  const { type, environment, status, message } = event;
  if (type === HEALTH || (!type && /environment health has /i.test(message ?? ''))) return healthOutcome(event, time);
  const operation = type === undefined ? fromMessage(event) : type === RESOURCE ? undefined : operationOf(status);
  if (operation) return operationOutcome(event, operation);
  const what = lineOf(type === undefined ? message : status, MAX_STATE_CHARS);
  const verdict = what ? { code: 'beanstalk-event', values: { environment, what } } : undefined;
  return outcomeWith('change', severityOf(event), verdict, textOf(message, MAX_TEXT_CHARS));
};

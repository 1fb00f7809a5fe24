// State changes of alarms, from EventBridge, from an alarm's SNS action or from its Lambda action.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html

import { defineEventSource } from '../../model/event-source.ts';
import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, safeUrl, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { duration, isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import type { Alarm, AlarmMetric } from './alarm.ts';
import { AlarmEvent, alarmEvents } from './event.ts';

/** AWS's limit for alarm names, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 255;
const MAX_TITLE_CHARS = 250;
const MAX_TEXT_CHARS = 1000;
const MAX_VALUE_CHARS = 200;
/** Longest list of metrics, dimensions and triggering alarms. */
const MAX_LISTED = 3;

const NUMBER = String.raw`(-?[\d.]+(?:[eE][-+]?\d+)?)`;
const CROSSED = new RegExp(
  String.raw`\[${NUMBER} \([^)]{1,40}\)[^\]]*\] (?:was|were) ((?:not )?(?:greater|less) than(?: or equal to)?) the threshold \(${NUMBER}\)`,
);
const OUT_OF_BAND = new RegExp(
  String.raw`\[${NUMBER} \([^)]{1,40}\)[^\]]*\] (?:was|were) (not )?less than the lower thresholds \[${NUMBER}[^\]]*\] or (?:not )?greater than the upper thresholds \[${NUMBER}`,
);
const NO_DATA = /no datapoints were received for (\d{1,6} periods?)/;

/** A number with few digits: 99.5 for `99.50160229693434`. */
const short = (value: string | undefined): string => {
  const number = Number(value);
  return String(Math.abs(number) >= 1000 ? Math.round(number) : Number(number.toPrecision(4)));
};

const list = (values: readonly string[]): string => {
  const more = values.length - MAX_LISTED;
  return [...values.slice(0, MAX_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
};

/** An expression with the console's default label, such as `Expression1`, is shown by its formula. */
const nameOf = ({ name, expression }: AlarmMetric): string =>
  (expression && (!name || /^Expression\d*$/.test(name)) ? expression : name) ?? 'the metric';

const resultOf = ({ metrics }: Alarm): AlarmMetric | undefined =>
  metrics.find(({ isResult }) => isResult) ?? metrics[0];

const childrenOf = ({ triggeredBy }: Alarm): string[] =>
  triggeredBy.slice(0, MAX_LISTED + 1).flatMap((arn) => parseArn(arn).resource?.replace(/^alarm:/, '') ?? []);

/** A short form of AWS's reason with numbers and times. `undefined` for other reasons. */
const factOf = (alarm: Alarm): string | undefined => {
  const result = resultOf(alarm);
  const name = result ? nameOf(result) : 'the metric';
  const reason = alarm.state.reason?.slice(0, MAX_TEXT_CHARS * 2) ?? '';
  const [, value, relation, threshold] = CROSSED.exec(reason) ?? [];
  if (value) return `${name} is ${short(value)}, ${relation} ${short(threshold)}`;
  const [, at, not, lower, upper] = OUT_OF_BAND.exec(reason) ?? [];
  if (at) return `${name} is ${short(at)}, ${not ? 'within' : 'outside'} ${short(lower)} to ${short(upper)}`;
  const [, periods] = NO_DATA.exec(reason) ?? [];
  if (periods) return `${name} has no data for ${periods}`;
  const children = alarm.state.value === 'ALARM' ? childrenOf(alarm) : [];
  return children.length > 0 ? `${list(children)} went off` : undefined;
};

/** Whether the actions of a composite alarm are suppressed. */
const isSuppressed = (state: Alarm['previous']): boolean => Boolean(state?.actionsSuppressedBy);

const momentOf = ({ state, previous }: Alarm): readonly [Moment, Severity] => {
  switch (state.value) {
    case 'ALARM':
      return isSuppressed(state) ? ['change', 'warning'] : ['failed', 'failure'];
    case 'OK':
      return ['succeeded', 'success'];
    default:
      return ['change', previous?.value === 'ALARM' ? 'warning' : 'info'];
  }
};

/** Whether the previous state was an alarm whose actions ran. For states before that, the relay's history decides. */
const isOver = ({ state, previous }: Alarm): boolean =>
  state.value === 'OK' && previous?.value === 'ALARM' && !isSuppressed(previous);

const VERDICTS: ReadonlyMap<string, string> = new Map([
  ['ALARM', 'went off'],
  ['OK', 'is OK'],
  ['INSUFFICIENT_DATA', 'has too little data'],
]);

const titleOf = (alarm: Alarm, name: string): string | undefined => {
  const { value } = alarm.state;
  const fact = value === 'INSUFFICIENT_DATA' ? undefined : factOf(alarm);
  const verdict = isOver(alarm) ? 'is OK again' : VERDICTS.get(value);
  if (value === 'ALARM' && fact) return lineOf(`Alarm ${name}: ${fact}`, MAX_TITLE_CHARS);
  return verdict && lineOf(`Alarm ${name} ${verdict}${fact ? `: ${fact}` : ''}`, MAX_TITLE_CHARS);
};

const metricWords = ({ namespace, name, expression, statistic, periodSeconds }: AlarmMetric): string => {
  const how = [statistic, periodSeconds && `in ${duration(periodSeconds)}`].filter(Boolean).join(' ');
  return [[namespace, expression ?? name].filter(Boolean).join(' '), how].filter(Boolean).join(', ');
};

const detailsOf = (alarm: Alarm): Notification['details'] => {
  const { metrics, rule, state } = alarm;
  const result = resultOf(alarm);
  const parts = metrics.filter((metric) => metric !== result && !metric.expression);
  const dimensions = [...(result?.dimensions ?? []), ...parts.flatMap((part) => part.dimensions)];
  const all = [
    ['Metric', result && metricWords(result)],
    ['Made of', list(parts.slice(0, MAX_LISTED + 1).map(metricWords))],
    ['Of', list([...new Set(dimensions)])],
    ['Rule', rule],
    ['Set off by', state.value === 'ALARM' ? list(childrenOf(alarm)) : undefined],
    ['Suppressed by', state.actionsSuppressedReason ?? state.actionsSuppressedBy],
  ] as const;
  return all.flatMap(([label, words]) => {
    const value = lineOf(words, MAX_VALUE_CHARS);
    return value ? [{ label, value }] : [];
  });
};

/** Links in the description, which often lead to a runbook. */
const linksOf = ({ description }: Alarm): Notification['links'] => {
  const url = safeUrl(/https:\/\/[^\s<>"'()[\]{}|]{1,500}/.exec(description ?? '')?.[0].replace(/[.,;:!?]+$/, ''));
  return url ? [{ label: `Open ${new URL(url).host}`.slice(0, 40), url }] : [];
};

/** The same id for all forms of the same change. */
const identityOf = ({ id, name, account, region, state }: Alarm, messageId: string): string => {
  const at = isoTime(state.timestamp);
  if (at) return stableId('alarm', [account ?? '', region ?? '', name, state.value, at]);
  return eventIdentity(id) ?? stableId('message', [messageId]);
};

/** CloudWatch alarms: metric alarms, metric math alarms and composite alarms. */
export const cloudwatchAlarm = defineEventSource({
  name: 'cloudwatch-alarm',
  subscribes: [alarmEvents],
  examples: async (now) => (await import('./examples.ts')).alarmExamples(now),
  event: AlarmEvent,
  notify(alarm, { messageId, publishedAt }) {
    const name = lineOf(alarm?.name, MAX_NAME_CHARS);
    if (!alarm || !name) return undefined;

    const { state, previous, region, description } = alarm;
    const [moment, severity] = momentOf(alarm);
    const time = isoTime(state.timestamp) ?? isoTime(alarm.time) ?? publishedAt;
    const reason = textOf(state.reason, MAX_TEXT_CHARS);
    return {
      id: identityOf(alarm, messageId),
      moment,
      severity,
      time,
      title: titleOf(alarm, name),
      text:
        moment === 'failed'
          ? textOf(description, MAX_TEXT_CHARS)
          : state.value === 'OK' && factOf(alarm)
            ? undefined
            : reason,
      resource: {
        kind: 'alarm',
        name,
        url: consoleLink(region, ['cloudwatch', 'home'], `alarmsV2:alarm/${encodePart(name)}`),
      },
      state: lineOf(state.value, 40),
      lasting: true,
      failures: moment === 'failed' && reason ? [{ reason }] : [],
      transition: isOver(alarm) ? { kind: 'fixed', count: 1, since: isoTime(previous?.timestamp) ?? time } : undefined,
      details: detailsOf(alarm),
      links: linksOf(alarm),
    };
  },
});

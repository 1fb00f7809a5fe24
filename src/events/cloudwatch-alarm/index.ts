// State changes of alarms, from EventBridge, from an alarm's SNS action or from its Lambda action.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html

import { defineEventSource } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { duration, isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { type Alarm, type AlarmMetric, withoutArns } from './alarm.ts';
import { asks, isUnnamed } from './asks.ts';
import { descriptionOf } from './description.ts';
import { AlarmEvent, alarmEvents } from './event.ts';
import { resultOf } from './metric.ts';
import { childrenOf, isOver, isSuppressed, list, MAX_LISTED, momentOf, seriesName, verdictOf } from './verdict.ts';

/** AWS's limit for alarm names, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 255;
const MAX_REASON_CHARS = 1000;
const MAX_VALUE_CHARS = 200;
const metricText = ({ namespace, name, expression, statistic, periodSeconds }: AlarmMetric): string => {
  const how = [statistic, periodSeconds && `in ${duration(periodSeconds)}`].filter(Boolean).join(' ');
  return [[namespace, expression ?? name].filter(Boolean).join(' '), how].filter(Boolean).join(', ');
};

/** @param reason the words of AWS that the verdict does not contain. */
const detailsOf = (alarm: Alarm, reason: string | undefined): Notification['details'] => {
  const { metrics, rule, state, contributor } = alarm;
  const result = resultOf(alarm);
  const parts = metrics.filter((metric) => metric !== result && !metric.expression);
  const series = contributor?.attributes.map(([name, value]) => `${name} ${value}`) ?? [];
  const dimensions = [...series, ...(result?.dimensions ?? []), ...parts.flatMap((part) => part.dimensions)];
  const children = childrenOf(alarm).inAlarm;
  const all = [
    ['reason', reason],
    ['metric', result && metricText(result)],
    ['metric-inputs', list(parts.slice(0, MAX_LISTED + 1).map(metricText))],
    ['dimension', list([...new Set(dimensions)].slice(0, MAX_LISTED + 1))],
    ['rule', withoutArns(rule)],
    // The verdict names the first ones.
    ['set-off-by', state.value === 'ALARM' && children.length > MAX_LISTED ? children.join(', ') : undefined],
  ] as const;
  return all.flatMap(([label, words]) => {
    const value = lineOf(words, MAX_VALUE_CHARS);
    return value ? [{ label, value }] : [];
  });
};

/**
 * The same id for all forms of the same change. A silent change has another one, because CloudWatch runs the actions of
 * an alarm that is still in alarm when the mute or the suppression ends, with the time of the silent change.
 */
const identityOf = (alarm: Alarm, messageId: string): string => {
  const { id, name, account, region, state, contributor, mute } = alarm;
  const at = isoTime(state.timestamp);
  const series = contributor ? [contributor.id || seriesName(contributor)] : [];
  if (!at) return eventIdentity(id) ?? stableId('message', [messageId]);
  return stableId('alarm', [
    account ?? '',
    region ?? '',
    name,
    state.value,
    at,
    ...series,
    ...(mute || isSuppressed(state) ? ['', 'muted'] : []),
  ]);
};

/** A reason of AWS without dates and ARNs, for forms of the sentence that are not known. A person's words stay. */
const reasonText = (reason: string | null | undefined): string | undefined => {
  const text = textOf(reason, MAX_REASON_CHARS);
  if (!text || !/^(?:Thresholds? Crossed|Insufficient Data|Unchecked|arn:aws)/.test(text)) return text;
  return (withoutArns(text) ?? '')
    .replace(/^Thresholds? Crossed: /, '')
    .replace(/ \(\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d\)/g, '')
    .replace(/ \(minimum [^)]{1,80} transition\)/, '')
    .replace(/ at \w+day \d\d \w+, \d{4} [\d:]{8} UTC/g, '')
    .replace(/\bdatapoint(s?)\b/g, 'value$1');
};

/** CloudWatch alarms: metric alarms, metric math alarms and composite alarms, and the time series of an alarm. */
export const cloudwatchAlarm = defineEventSource({
  name: 'cloudwatch-alarm',
  subscribes: [alarmEvents],
  enrichment: {
    asks,
    applies: isUnnamed,
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./examples.ts')).exampleAnswers,
  },
  examples: async (now) => (await import('./examples.ts')).alarmExamples(now),
  event: AlarmEvent,
  notify(alarm, { messageId, publishedAt }) {
    const name = lineOf(alarm?.name, MAX_NAME_CHARS);
    if (!alarm || !name) return undefined;

    const { state, previous, region, contributor, mute } = alarm;
    const [moment, severity] = momentOf(alarm);
    const time = isoTime(state.timestamp) ?? isoTime(alarm.time) ?? publishedAt;
    const { verdict, counts, isComplete } = verdictOf(alarm);
    const { text, runbook } = descriptionOf(alarm.description);
    const reason = isComplete ? undefined : reasonText(state.reason);
    return {
      id: identityOf(alarm, messageId),
      moment,
      severity,
      time,
      verdict,
      text: state.value === 'ALARM' ? text : undefined,
      resource: {
        kind: 'alarm',
        name,
        url: consoleLink(region, ['cloudwatch', 'home'], `alarmsV2:alarm/${encodePart(name)}`),
      },
      series: contributor && { kind: 'contributor', name: seriesName(contributor) },
      state: lineOf(state.value, 40),
      lasting: true,
      mute: mute && { by: lineOf(mute.by, MAX_NAME_CHARS), until: isoTime(mute.end) },
      counts,
      failures: moment === 'failed' && reason ? [{ reason }] : [],
      transition: isOver(alarm) ? { kind: 'fixed', count: 1, since: isoTime(previous?.timestamp) ?? time } : undefined,
      details: detailsOf(alarm, moment === 'failed' ? undefined : reason),
      links: runbook ? [{ label: 'runbook', url: runbook }] : [],
    };
  },
});

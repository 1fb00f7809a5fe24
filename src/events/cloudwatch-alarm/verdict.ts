import type { Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { isoTime } from '../../text/time.ts';
import { type Alarm, type AlarmState, type Contributor, withoutArns } from './alarm.ts';
import { measuredOf, resultOf, unitOf, wordsOf } from './metric.ts';
import { type Reading, readingOf } from './reason.ts';

/** Caps of ours, in UTF-16 units. */
const MAX_NAME_CHARS = 200;
const MAX_SERIES_CHARS = 200;
const MAX_LABEL_CHARS = 80;
/** Longest list of alarms, metrics or dimensions. */
export const MAX_LISTED = 3;

/** The first entries, and how many more there are. */
export const list = (values: readonly string[]): string => {
  const more = values.length - MAX_LISTED;
  return [...values.slice(0, MAX_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
};

/**
 * A contributor's name: the values of its attributes, or its id. It identifies the contributor, so a name that must be
 * cut ends with the id.
 */
export const seriesName = ({ id, attributes }: Contributor): string => {
  const values = attributes.filter(([name]) => name !== '__name__').map(([, value]) => value);
  const known = lineOf(id, MAX_LABEL_CHARS);
  const name = lineOf(values.join(', '), MAX_SERIES_CHARS * 2) ?? known ?? 'one series';
  return name.length <= MAX_SERIES_CHARS ? name : `${lineOf(name, MAX_SERIES_CHARS / 2)} ${known ?? ''}`.trim();
};

/** Whether the actions of a composite alarm are suppressed. */
export const isSuppressed = (state: AlarmState | undefined): boolean => Boolean(state?.actionsSuppressedBy);

/**
 * Whether the alarm was silent when it went off, as far as the event says it. A mute rule that has ended in the meantime
 * is not in the event.
 */
const wasSilent = ({ previous, mute }: Alarm): boolean => {
  if (isSuppressed(previous)) return true;
  if (!mute) return false;
  const [start, since] = [isoTime(mute.start), isoTime(previous?.timestamp)];
  return start === undefined || since === undefined || since >= start;
};

/** Whether the previous state was an alarm whose actions ran. For states before that, the relay's history decides. */
export const isOver = (alarm: Alarm): boolean =>
  alarm.state.value === 'OK' && alarm.previous?.value === 'ALARM' && !alarm.contributor && !wasSilent(alarm);

export const momentOf = ({ state, previous, mute }: Alarm): readonly [Moment, Severity] => {
  switch (state.value) {
    case 'ALARM':
      return mute || isSuppressed(state) ? ['change', 'warning'] : ['failed', 'failure'];
    case 'OK':
      return ['succeeded', 'success'];
    default:
      return ['change', previous?.value === 'ALARM' ? 'warning' : 'info'];
  }
};

type Values = NonNullable<Notification['verdict']>['values'];

const defined = (values: Readonly<Record<string, string | number | undefined>>): Values =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );

/** The alarms that triggered a composite alarm by name: those in alarm, and the others. */
export const childrenOf = ({ triggeredBy, state }: Alarm): { inAlarm: string[]; others: string[] } => {
  const [, arn, to] =
    /^(arn:[\w-]+:cloudwatch:[\w-]*:\w*:alarm:.{1,255}?) transitioned to (\w+) at /.exec(state.reason ?? '') ?? [];
  const children = triggeredBy.length > 0 ? triggeredBy : arn ? [{ arn, state: to }] : [];
  const named = (wanted: (state: string | undefined) => boolean): string[] => [
    ...new Set(
      children
        .filter((child) => wanted(child.state))
        .flatMap((child) => lineOf(withoutArns(child.arn), MAX_NAME_CHARS) ?? []),
    ),
  ];
  return {
    inAlarm: named((value) => value === undefined || value === 'ALARM'),
    others: named((value) => value === 'OK'),
  };
};

const childValues = (alarm: Alarm): Values => {
  const { inAlarm, others } = childrenOf(alarm);
  if (alarm.state.value !== 'ALARM') return {};
  return defined({
    children: list(inAlarm) || undefined,
    ok: inAlarm.length > 0 ? undefined : list(others) || undefined,
  });
};

const readingValues = (alarm: Alarm, reading: Reading | undefined): Values => {
  const { unit: stated, period, statistic, kind: _, more, ...rest } = reading ?? {};
  const result = resultOf(alarm);
  // The values of an alarm with several series are found out later, and need the same words.
  const isValue = rest.value !== undefined || Boolean(rest.failed);
  const unit = isValue ? unitOf(result ?? { dimensions: [], isResult: true }, stated) : undefined;
  const how = statistic ?? (result && measuredOf(result).statistic);
  return defined({
    ...rest,
    more: more ? 1 : undefined,
    unit: lineOf(unit, 40),
    statistic: isValue ? lineOf(how, 40) : undefined,
    period: isValue || rest.periods !== undefined ? (period ?? result?.periodSeconds) : undefined,
    metric: isValue && result ? lineOf(wordsOf(result, unit), MAX_LABEL_CHARS) : undefined,
  });
};

const silenceOf = ({ mute, state, suppressor, time }: Alarm): { code: string; values: Values } | undefined => {
  const at = isoTime(state.timestamp) ?? isoTime(time);
  if (mute) {
    const until = isoTime(mute.end);
    return {
      code: 'alarm-muted',
      values: defined({ by: lineOf(mute.by, MAX_NAME_CHARS), until, from: until && at }),
    };
  }
  const phase = { WaitPeriod: 'wait', ExtensionPeriod: 'extension' }[state.actionsSuppressedBy ?? ''];
  if (!isSuppressed(state)) return undefined;
  const seconds = phase === 'wait' ? suppressor?.waitSeconds : suppressor?.extensionSeconds;
  const end = new Date(Date.parse(at ?? '') + (seconds ?? Number.NaN) * 1000);
  const until = phase && !Number.isNaN(end.getTime()) ? end.toISOString() : undefined;
  return {
    code: 'alarm-suppressed',
    values: defined({ by: lineOf(suppressor?.name, MAX_NAME_CHARS), phase, until, from: until && at }),
  };
};

const codeOf = (alarm: Alarm, { kind }: Reading, values: Values): string => {
  const { value, reason } = alarm.state;
  if (value === 'OK') {
    if (kind === 'series-gone') return 'alarm-series-gone';
    return isOver(alarm) ? 'alarm-ok-again' : 'alarm-ok';
  }
  if (value !== 'ALARM') {
    if (kind === 'new') return 'alarm-new';
    const isMissing = values.periods !== undefined || values.all === 0;
    return kind === 'no-data' || !reason?.trim() || isMissing ? 'alarm-no-data' : 'alarm-not-evaluated';
  }
  if (values.value !== undefined) return 'alarm-value';
  if (values.periods !== undefined) return 'alarm-missing';
  if (values.children !== undefined || values.ok !== undefined) return 'alarm-children';
  return values.failed === undefined ? 'alarm-raised' : 'alarm-series';
};

interface Said {
  readonly verdict: Notification['verdict'];
  readonly counts: Notification['counts'];
  /** Whether the verdict has everything that the reason says. */
  readonly isComplete: boolean;
}

/** What happened, in codes and facts. */
export const verdictOf = (alarm: Alarm): Said => {
  const { state, contributor } = alarm;
  const reading = readingOf(state);
  const values: Values = {
    ...readingValues(alarm, reading),
    ...childValues(alarm),
    ...(contributor && { series: seriesName(contributor) }),
  };
  const silence = state.value === 'ALARM' ? silenceOf(alarm) : undefined;
  const isKnown = ['ALARM', 'OK', 'INSUFFICIENT_DATA'].includes(state.value);
  const counts =
    !contributor && reading?.failed !== undefined
      ? { of: 'contributors', failed: reading.failed, ...(reading.all !== undefined && { total: reading.all }) }
      : undefined;
  const verdict = silence
    ? { code: silence.code, values: { ...values, ...silence.values } }
    : { code: codeOf(alarm, reading ?? {}, values), values };
  return {
    verdict: isKnown ? verdict : undefined,
    counts,
    isComplete: reading !== undefined || values.children !== undefined || values.ok !== undefined,
  };
};

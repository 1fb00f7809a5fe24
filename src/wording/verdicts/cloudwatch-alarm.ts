import { duration } from '../../text/time.ts';
import type { Values, Verdict, Verdicts } from './verdict.ts';

/** Without the digits that say nothing: `99.5` for 99.50160229693434, `45,628` for 45628.3. */
const short = (value: number): string =>
  Math.abs(value) >= 1000 && Math.abs(value) < 1e15
    ? Math.round(value).toLocaleString('en-US')
    : String(Number(value.toPrecision(4)));

const scaled = (value: number, units: readonly string[]): string => {
  let scale = 0;
  let rest = value;
  for (; Math.abs(rest) >= 1000 && scale < units.length - 1; scale += 1) rest /= 1000;
  return `${short(rest)} ${units[scale]}`;
};

const BYTES = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
const BITS = ['bit', 'kbit', 'Mbit', 'Gbit', 'Tbit'];
const PREFIXES = ['', 'Kilo', 'Mega', 'Giga', 'Tera'];

/** From two minutes on a time is read in minutes and hours. */
const seconds = (value: number): string => {
  if (Math.abs(value) >= 120) return `${value < 0 ? '-' : ''}${duration(Math.abs(value))}`;
  if (value === 0 || Math.abs(value) >= 1) return `${short(value)} s`;
  return Math.abs(value) >= 0.001 ? `${short(value * 1000)} ms` : `${short(value * 1_000_000)} µs`;
};

/** A value with CloudWatch's unit. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const amount = (value: number, unit = ''): string => {
  const [of = '', per] = unit.split('/');
  const rate = per ? '/s' : '';
  if (of === 'Percent') return `${short(value)} %`;
  if (of === 'Seconds') return seconds(value);
  if (of === 'Milliseconds') return Math.abs(value) < 1000 ? `${short(value)} ms` : seconds(value / 1000);
  if (of === 'Microseconds') return Math.abs(value) < 1000 ? `${short(value)} µs` : seconds(value / 1_000_000);
  const prefix = PREFIXES.indexOf(/^(.*?)(?:bytes|bits)$/i.exec(of)?.[1] ?? '-');
  if (prefix >= 0) return scaled(value * 1000 ** prefix, /bits$/i.test(of) ? BITS : BYTES) + rate;
  return short(value) + rate;
};

const numberOf = (value: string | number | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const textOf = (value: string | number | undefined): string => (value === undefined ? '' : String(value));

/** `41 errors`, `1 error` for the metric `Errors`; `41` where the metric's words are no plural. */
const counted = (value: number, words: string): string => {
  if (!/^(?!number\b)[a-z][a-z ]*[^s]s$/.test(words)) return short(value);
  return `${short(value)} ${value === 1 ? words.replace(/ies$/, 'y').replace(/s$/, '') : words}`;
};

/** The limit, in words that say on which side of it the good values are. */
const limitText = ({ limit, low, high, relation, unit }: Values): string => {
  const [at, from, to] = [limit, low, high].map((value) => {
    const number = numberOf(value);
    return number === undefined ? undefined : amount(number, textOf(unit));
  });
  if (at !== undefined) {
    if (relation === 'below') return `minimum ${at}`;
    return relation === 'at-most' ? `must be above ${at}` : `limit ${at}`;
  }
  if (from !== undefined && to !== undefined) return `expected ${from} to ${to}`;
  if (to !== undefined) return `expected at most ${to}`;
  return from === undefined ? '' : `expected at least ${from}`;
};

const valueText = (value: number, values: Values): string => {
  const { unit, metric, series, statistic } = values;
  const period = numberOf(values.period);
  const words = textOf(metric);
  if ((statistic === 'Sum' || statistic === 'SampleCount') && period !== undefined) {
    const plain = unit === undefined || unit === 'Count' || unit === 'None';
    const sum = plain ? counted(value, words) : amount(value, textOf(unit));
    const text = `${sum} in ${duration(period)}`;
    return series ? `${textOf(series)}: ${text}` : text;
  }
  const subject = textOf(series) || words;
  return subject ? `${subject} at ${amount(value, textOf(unit))}` : amount(value, textOf(unit));
};

/** How often the limit was crossed: nothing for the usual single time. */
const timesText = ({ times, of }: Values): string => {
  const [crossed, all] = [numberOf(times) ?? 1, numberOf(of) ?? 1];
  if (crossed < 2) return '';
  return crossed >= all ? `${crossed} times in a row` : `${crossed} of ${all} times`;
};

const noDataText = (values: Values): string | undefined => {
  const [periods, received, period] = [values.periods, values.received, values.period].map(numberOf);
  if (periods === undefined) return undefined;
  if (received) return `data in ${received} of ${periods} periods`;
  if (period !== undefined) return `no data for ${duration(periods * period)}`;
  return `no data for ${periods} period${periods === 1 ? '' : 's'}`;
};

const seriesText = ({ failed, all, more }: Values): string | undefined => {
  const [inAlarm, total] = [numberOf(failed), numberOf(all)];
  if (inAlarm === undefined) return undefined;
  if (inAlarm === 0 && total === 0) return 'the query found no series';
  if (inAlarm === 0) return total === undefined ? undefined : `all ${total} series are OK`;
  if (total !== undefined) return `${inAlarm} of ${total} series in alarm`;
  return `${more ? 'more than ' : ''}${inAlarm} series in alarm`;
};

const childrenText = ({ children, ok }: Values): string | undefined => {
  if (children) return `${textOf(children)} in alarm`;
  return ok ? `${textOf(ok)} is OK` : undefined;
};

/** What was measured: `41 errors in 5 min, limit 10`. Empty if the event does not say it. */
const reading = (values: Values): string => {
  const value = numberOf(values.value);
  if (value !== undefined)
    return [valueText(value, values), limitText(values), timesText(values)].filter(Boolean).join(', ');
  const fact = noDataText(values) ?? childrenText(values) ?? seriesText(values);
  const series = textOf(values.series);
  if (!series) return fact ?? '';
  // A contributor of a log alarm: the reason is that of the whole alarm.
  if (fact && noDataText(values)) return `${series} has ${fact}`;
  return `${series} in alarm${fact ? ` (${fact.replace(/ in alarm$/, '')})` : ''}`;
};

const withReading = (start: string, values: Values): string => {
  const fact = reading(values);
  return fact ? `${start}: ${fact}` : start;
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `04:00 UTC`, with the day if it is another one than that of `from`. Empty without a time. */
const untilText = ({ until, from }: Values): string => {
  const [, day = '', month, date, time] = /^(\d{4}-(\d\d)-(\d\d))T(\d\d:\d\d)/.exec(textOf(until)) ?? [];
  if (!day) return '';
  const at = `${time} UTC`;
  return textOf(from).startsWith(day) ? at : `${MONTHS[Number(month) - 1] ?? ''} ${Number(date)}, ${at}`;
};

const wentOff = (about: string, { series }: Values): string =>
  series ? `${about} went off for ${textOf(series)}` : `${about} went off`;

/** The facts of a silenced alarm, without the series, which stands before them. */
const silenced = (about: string, by: string, values: Values): string => {
  const { series: _, ...rest } = values;
  return withReading(`${wentOff(about, values)}, ${by}`, rest);
};

const raised: Verdict = (about, values) => {
  const fact = reading(values);
  return fact ? `${about}: ${fact}` : `${about} went off`;
};

const muted: Verdict = (about, values) => {
  const by = values.by ? ` by ${textOf(values.by)}` : '';
  const until = untilText(values);
  return silenced(about, `muted${by}${until ? ` until ${until}` : ''}`, values);
};

const suppressed: Verdict = (about, values) => {
  const by = textOf(values.by) || 'another alarm';
  const until = untilText(values);
  const end = until ? ` until ${until}` : '';
  if (values.phase === 'wait') return silenced(about, `waiting${end} for ${by}`, values);
  if (values.phase === 'extension') return silenced(about, `still suppressed by ${by}${end}`, values);
  return silenced(about, `suppressed by ${by}`, values);
};

const isOk =
  (words: string): Verdict =>
  (about, values) => {
    const { series, ...rest } = values;
    return withReading(series ? `${about} ${words} for ${textOf(series)}` : `${about} ${words}`, rest);
  };

/** What happened to a CloudWatch alarm. The values of all codes are those of {@link reading}. */
export const CLOUDWATCH_ALARM: Verdicts = {
  'alarm-value': raised,
  'alarm-missing': raised,
  'alarm-series': raised,
  'alarm-children': raised,
  'alarm-raised': raised,
  'alarm-ok': isOk('is OK'),
  'alarm-ok-again': isOk('is OK again'),
  'alarm-series-gone': isOk('has no more data'),
  'alarm-muted': muted,
  'alarm-suppressed': suppressed,
  'alarm-no-data': (about) => `${about} has too little data`,
  'alarm-new': (about) => `${about} is new and has no data yet`,
  'alarm-not-evaluated': (about) => `${about} cannot be evaluated`,
};

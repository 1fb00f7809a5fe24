// What the reason of a state says: AWS's sentence, and the data beside it, which has the same numbers in JSON.
import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';
import { type AlarmState, number, present } from './alarm.ts';

/** AWS's limit is 1,023 characters. The lists of a sentence have five entries at most. */
const MAX_REASON_CHARS = 2000;
const MAX_DATA_CHARS = 100_000;

/** On which side of the limit the alarm goes off. */
export type Relation = 'above' | 'at-least' | 'below' | 'at-most';

export interface Reading {
  /** The latest value that decided. */
  readonly value?: number | undefined;
  readonly limit?: number | undefined;
  readonly relation?: Relation | undefined;
  /** The expected band of an anomaly detector; one end is absent if the alarm watches only the other. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  /** How many of how many evaluated values decided. */
  readonly times?: number | undefined;
  readonly of?: number | undefined;
  /** Periods without data, or with `received` periods that had some. */
  readonly periods?: number | undefined;
  readonly received?: number | undefined;
  /** How many of all time series are in alarm; `more` if AWS counts no further. */
  readonly failed?: number | undefined;
  readonly all?: number | undefined;
  readonly more?: boolean | undefined;
  readonly unit?: string | undefined;
  readonly statistic?: string | undefined;
  readonly period?: number | undefined;
  /** What AWS says instead of a measurement. */
  readonly kind?: 'no-data' | 'new' | 'series-gone' | 'composite' | 'nothing' | undefined;
}

const numbers = lenient(z.array(z.unknown()));

const ReasonData = z.looseObject({
  threshold: number,
  unit: text,
  statistic: text,
  period: number,
  recentDatapoints: numbers,
});
type ReasonData = z.infer<typeof ReasonData>;

const dataOf = ({ reasonData }: AlarmState): Partial<ReasonData> => {
  try {
    return ReasonData.safeParse(JSON.parse(reasonData?.slice(0, MAX_DATA_CHARS) ?? '{}')).data ?? {};
  } catch {
    // Reason data that is not JSON says nothing. The sentence is read instead.
    return {};
  }
};

const NUMBER = String.raw`[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d{1,3})?`;
const THRESHOLD = new RegExp(String.raw`(not )?(greater|less) than( or equal to)? the threshold(?: \((${NUMBER})\))?`);
const LOWER = new RegExp(String.raw`less than(?: or equal to)? the lower thresholds? \[(${NUMBER})`);
const UPPER = new RegExp(String.raw`greater than(?: or equal to)? the upper thresholds? \[(${NUMBER})`);
const VALUES = new RegExp(
  String.raw`(?:datapoints?|query results?)(?: which crossed the thresholds?)?:? \[(${NUMBER})`,
);
const TIMES = /(\d{1,5}) out of the last (\d{1,5}) (?:datapoints?|query results?)/;
const ALL_TIMES = /\b(\d{1,5}) (?:datapoints?|query results?)\b(?! (?:was|were) (?:received|unknown))/;
const NO_DATA = /\bno (?:datapoints?|query results?) (?:was|were) received for (\d{1,6}) periods?/;
const SOME_DATA = /\b(\d{1,6}) (?:datapoints?|query results?) (?:was|were) received for (\d{1,6}) periods?/;
const SERIES = /^(?:([\d,]{1,9})(\+)? (?:out of ([\d,]{1,9}) )?)(?:time series|contributors?) evaluated to (ALARM|OK)/;

const toNumber = (value: string | undefined): number | undefined => {
  const number = Number(value?.replaceAll(',', '') || Number.NaN);
  return Number.isFinite(number) ? number : undefined;
};

const finite = (values: readonly unknown[] | undefined): number[] =>
  present(values).filter((value): value is number => typeof value === 'number' && Number.isFinite(value));

const relationOf = (side: string | undefined, orEqual: string | undefined): Relation => {
  if (side === 'greater') return orEqual ? 'at-least' : 'above';
  return orEqual ? 'at-most' : 'below';
};

const CROSSES: Readonly<Record<Relation, (value: number, limit: number) => boolean>> = {
  above: (value, limit) => value > limit,
  'at-least': (value, limit) => value >= limit,
  below: (value, limit) => value < limit,
  'at-most': (value, limit) => value <= limit,
};

/** How often the limit was crossed. A sentence with one value only says nothing about that. */
const timesOf = (reason: string): Pick<Reading, 'times' | 'of'> => {
  const [, some, of] = TIMES.exec(reason) ?? [];
  if (some) return { times: toNumber(some), of: toNumber(of) };
  const all = toNumber(ALL_TIMES.exec(reason)?.[1]);
  return { times: all, of: all };
};

const thresholdReading = (reason: string, data: Partial<ReasonData>): Reading | undefined => {
  const [, not, side, orEqual, said] = THRESHOLD.exec(reason) ?? [];
  const limit = data.threshold ?? toNumber(said);
  if (!side || limit === undefined) return undefined;
  const relation = relationOf(side, orEqual);
  // The list is in the order of time and has the values that did not decide too.
  const recent = finite(data.recentDatapoints).findLast((value) => CROSSES[relation](value, limit) === !not);
  const value = recent ?? toNumber(VALUES.exec(reason)?.[1]);
  return value === undefined ? undefined : { value, limit, relation, ...(!not && timesOf(reason)) };
};

const bandReading = (reason: string, data: Partial<ReasonData>): Reading | undefined => {
  const [low, high] = [LOWER, UPPER].map((end) => toNumber(end.exec(reason)?.[1]));
  if (low === undefined && high === undefined) return undefined;
  // The first value of the sentence belongs to the first entry of its thresholds.
  const value = toNumber(VALUES.exec(reason)?.[1]) ?? finite(data.recentDatapoints).at(-1);
  const isInside = /\bnot (?:less|greater) than/.test(reason);
  return value === undefined ? undefined : { value, low, high, ...(!isInside && timesOf(reason)) };
};

const missingReading = (reason: string): Reading | undefined => {
  const periods = toNumber(NO_DATA.exec(reason)?.[1]);
  if (periods !== undefined) return { periods };
  const [, received, of] = SOME_DATA.exec(reason) ?? [];
  return received ? { periods: toNumber(of), received: toNumber(received) } : undefined;
};

const seriesReading = (reason: string): Reading | undefined => {
  if (reason.startsWith('No time series were returned by the query')) return { failed: 0, all: 0 };
  const [, count, more, all, state] = SERIES.exec(reason) ?? [];
  const counted = toNumber(count);
  if (counted === undefined) return undefined;
  if (state === 'OK') return { failed: 0, all: toNumber(all) ?? counted };
  return { failed: counted, all: toNumber(all), ...(more && { more: true }) };
};

const kindReading = (reason: string): Reading | undefined => {
  if (/^Insufficient Data: \d+ (?:datapoints?|query results?) (?:was|were) unknown/.test(reason))
    return { kind: 'no-data' };
  if (/^Thresholds? Crossed[.:]?\s*$/.test(reason)) return { kind: 'nothing' };
  if (reason.startsWith('Unchecked: Initial alarm creation')) return { kind: 'new' };
  if (reason.startsWith('No data was returned for this contributor')) return { kind: 'series-gone' };
  if (
    /^arn:[\w-]+:cloudwatch:\S+?:alarm:.{1,300} (?:transitioned to|was (?:created|updated) and its (?:new )?alarm rule)/.test(
      reason,
    )
  )
    return { kind: 'composite' };
  return undefined;
};

/**
 * The measurement or the fact in a state's reason. It never throws.
 * @returns `undefined` if the reason is none of AWS's known sentences: a person or a program set the state.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export const readingOf = (state: AlarmState): Reading | undefined => {
  const reason = state.reason?.slice(0, MAX_REASON_CHARS) ?? '';
  const data = dataOf(state);
  // A person's words about a threshold are shown as they are.
  const isMeasured = /^Thresholds? Crossed: /.test(reason);
  const measured = isMeasured
    ? (thresholdReading(reason, data) ?? bandReading(reason, data) ?? missingReading(reason))
    : undefined;
  const reading = measured ?? seriesReading(reason) ?? kindReading(reason);
  return reading && { ...reading, unit: data.unit, statistic: data.statistic, period: data.period };
};

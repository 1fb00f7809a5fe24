import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';

export const number = lenient(z.number());

/** The entries of a list without `undefined` and `null`. */
export const present = <Value>(values: readonly (Value | undefined | null)[] | undefined | null): Value[] =>
  (values ?? []).filter((value): value is Value => value !== undefined && value !== null);

/** AWS's limit is 150 attributes for a contributor. Three are usual. */
const MAX_ATTRIBUTES = 20;

/** Attributes of a contributor by name. Values that are no text are left out. */
export const Attributes = z.pipe(
  z.optional(z.unknown()),
  z.transform((value): readonly (readonly [name: string, value: string])[] =>
    Object.entries(typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {})
      .flatMap(([name, each]) => (typeof each === 'string' && each.trim() ? [[name, each] as const] : []))
      // The forms of one change need not have the same order.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, MAX_ATTRIBUTES),
  ),
);

export const State = z.looseObject({
  value: z.string(),
  reason: text,
  reasonData: text,
  timestamp: text,
  actionsSuppressedBy: text,
  actionsSuppressedReason: text,
});
export type AlarmState = Partial<z.infer<typeof State>>;

/** A metric or a metric math expression of an alarm. */
export interface AlarmMetric {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly expression?: string | undefined;
  readonly statistic?: string | undefined;
  readonly unit?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly dimensions: readonly string[];
  /** Whether the alarm evaluates it. Otherwise it is only an operand of an expression. */
  readonly isResult: boolean;
}

/** One of the time series that an alarm evaluates. */
export interface Contributor {
  readonly id?: string | undefined;
  /** Sorted by name. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
}

/** The alarm whose state suppresses the actions of a composite alarm. Periods are in seconds. */
interface Suppressor {
  readonly name?: string | undefined;
  readonly waitSeconds?: number | undefined;
  readonly extensionSeconds?: number | undefined;
}

/** The facts that all forms contain. */
export interface Alarm {
  readonly id?: string | undefined;
  readonly name: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly time?: string | undefined;
  readonly description?: string | undefined;
  readonly state: AlarmState & { readonly value: string };
  readonly previous?: AlarmState | undefined;
  /** Set if the change is that of one contributor. */
  readonly contributor?: Contributor | undefined;
  /** The mute rule in force, with its window. */
  readonly mute?: { by?: string | undefined; start?: string | undefined; end?: string | undefined } | undefined;
  readonly suppressor?: Suppressor | undefined;
  /** The rule of a composite alarm. */
  readonly rule?: string | undefined;
  /** The alarms that triggered a composite alarm, with their states where they are known. */
  readonly triggeredBy: readonly { readonly arn: string; readonly state?: string | undefined }[];
  readonly metrics: readonly AlarmMetric[];
}

const ARN_OF_NAME = /arn:[\w-]*:cloudwatch:[\w-]*:\w*:(?:alarm|alarm-mute-rule):/g;

/** A text with the names of alarms and mute rules instead of their ARNs. `undefined` if nothing is left. */
export const withoutArns = (value: string | null | undefined): string | undefined =>
  value?.replace(ARN_OF_NAME, '') || undefined;

import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';

export const number = lenient(z.number());

export const listOf = <Item>(item: z.ZodMiniType<Item>) => lenient(z.array(lenient(item)));

/** The entries of a list without `undefined` and `null`. */
export const present = <Value>(values: readonly (Value | undefined | null)[] | undefined | null): Value[] =>
  (values ?? []).filter((value): value is Value => value !== undefined && value !== null);

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
  readonly periodSeconds?: number | undefined;
  readonly dimensions: readonly string[];
  /** Whether the alarm evaluates it. Otherwise it is only an operand of an expression. */
  readonly isResult: boolean;
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
  /** The rule of a composite alarm. */
  readonly rule?: string | undefined;
  /** ARNs of the alarms that triggered a composite alarm. */
  readonly triggeredBy: readonly string[];
  readonly metrics: readonly AlarmMetric[];
}

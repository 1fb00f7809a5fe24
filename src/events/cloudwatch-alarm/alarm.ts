import * as z from 'zod/mini';
import { lenient, text } from '../../model/event-source.ts';

export const number = lenient(z.number());

export const listOf = <Item>(item: z.ZodMiniType<Item>) => lenient(z.array(lenient(item)));

/** The entries of a list that fit. */
export const said = <Value>(values: readonly (Value | undefined | null)[] | undefined | null): Value[] =>
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

/** One metric, or a formula over several, as the alarm names it. */
export interface AlarmMetric {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly expression?: string | undefined;
  readonly statistic?: string | undefined;
  readonly periodSeconds?: number | undefined;
  readonly dimensions: readonly string[];
  /** Is it what the alarm looks at, and not only a part of a formula? */
  readonly isResult: boolean;
}

/** What all forms say alike. */
export interface Alarm {
  readonly id?: string | undefined;
  readonly name: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly time?: string | undefined;
  readonly description?: string | undefined;
  readonly state: AlarmState & { readonly value: string };
  readonly previous?: AlarmState | undefined;
  /** A composite alarm's. */
  readonly rule?: string | undefined;
  /** ARNs of the alarms that set off a composite one. */
  readonly triggeredBy: readonly string[];
  readonly metrics: readonly AlarmMetric[];
}

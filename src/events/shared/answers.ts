import * as z from 'zod/mini';
import { RelayError } from '../../model/errors.ts';
import { isoTime } from '../../text/time.ts';

/** An answer of AWS that does not match its documentation. */
class UnreadableAnswer extends RelayError {
  override name = 'UnreadableAnswer';
  readonly code = 'BadAnswer';
}

/** @throws UnreadableAnswer */
export const read = <Value>(schema: z.ZodMiniType<Value>, output: unknown): Value => {
  const parsed = schema.safeParse(output);
  if (!parsed.success) throw new UnreadableAnswer('the answer of AWS is not the documented one');
  return parsed.data;
};

/** An error that `missing` reports with the words for this code, such as `NotFound`. */
export const failed = (code: string): Error => Object.assign(new Error(code), { code });

/** Upper bound for the items read of a list: more than AWS puts on one page. */
const MAX_ITEMS = 200;

/** The items of a list that match. An empty list if the field is not a list. */
export const listOf = <Item>(item: z.ZodMiniType<Item>) =>
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value): Item[] =>
      (Array.isArray(value) ? value : []).slice(0, MAX_ITEMS).flatMap((each) => {
        const parsed = item.safeParse(each);
        return parsed.success ? [parsed.data] : [];
      }),
    ),
  );

/** A time in seconds since 1970, as AWS's JSON protocols write it, or in ISO 8601. Read as ISO 8601 in UTC. */
export const time = z.pipe(
  z.optional(z.unknown()),
  z.transform((value): string | undefined => {
    if (typeof value === 'string') return isoTime(value);
    const date = new Date(typeof value === 'number' ? value * 1000 : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : isoTime(date.toISOString());
  }),
);

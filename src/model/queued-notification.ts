import type * as z from 'zod/mini';
import { isRecord } from '../text/json.ts';
import { Notification } from './notification.ts';

type Field = keyof Notification;

/** A notification without these is unreadable. */
const REQUIRED: readonly string[] = ['version', 'id', 'source', 'time'] satisfies Field[];

/** What an unreadable value reads as. Fields that are not here read as absent, and lists without the unreadable items. */
const NEUTRAL: Partial<Notification> = { moment: 'change', severity: 'warning' };
const LISTS: readonly string[] = ['commits', 'failures', 'details', 'links'] satisfies Field[];

const readField = (field: string, schema: z.ZodMiniType, value: unknown): unknown => {
  if (LISTS.includes(field)) {
    const { element } = (schema as z.ZodMiniArray<z.ZodMiniType>)._zod.def;
    return Array.isArray(value) ? value.flatMap((item) => element.safeParse(item).data ?? []) : [];
  }
  return schema.safeParse(value).data ?? NEUTRAL[field as Field];
};

/**
 * Reads a notification from the queue, where a newer router may have written it: during a deployment, and after a
 * rollback for as long as deliveries are retried. Unknown values read as neutral ones, so that the message is delivered
 * with its known facts. Everything that Pipebell itself builds fits the strict {@link Notification}.
 * Plain code, because zod's own fallbacks would add kilobytes to the start bundles.
 * @returns `undefined` if the value is no notification.
 */
export const readQueued = (value: unknown): Notification | undefined => {
  if (!isRecord(value)) return undefined;
  const fields = Object.entries(Notification.shape).map(
    ([field, schema]) => [field, readField(field, schema, value[field])] as const,
  );
  const known = fields.filter(([, read]) => read !== undefined);
  if (!REQUIRED.every((field) => known.some(([name]) => name === field))) return undefined;
  return Object.fromEntries(known) as unknown as Notification;
};

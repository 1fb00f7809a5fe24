import * as z from 'zod/mini';
import { lenient } from './event-source.ts';
import { Commit, Failure, Moment, Notification, Severity } from './notification.ts';

/** Reads as `neutral` if the value does not fit the schema. zod's catch() would add 10 KB to the bundles. */
const orNeutral = <Value>(schema: z.ZodMiniType<Value>, neutral: Value): z.ZodMiniType<Value> =>
  z.pipe(
    z.unknown(),
    z.transform((value) => schema.safeParse(value).data ?? neutral),
  );

/** A list without the items that do not fit the schema. */
const readable = <Item>(item: z.ZodMiniType<Item>): z.ZodMiniType<Item[]> =>
  z.pipe(
    z.unknown(),
    z.transform((value) => (Array.isArray(value) ? value.flatMap((each) => item.safeParse(each).data ?? []) : [])),
  );

const { version, id, source, time, details, links, ...optional } = Notification.shape;

/**
 * A notification as the deliverer reads it from the queue, where a newer router may have written it: during a
 * deployment, and after a rollback for as long as deliveries are retried. Unknown values read as neutral ones, so that
 * the message is drawn with what is known and not buried. What Pipebell itself writes fits {@link Notification}.
 */
export const QueuedNotification = z.object({
  ...Object.fromEntries(
    Object.entries(optional).map(([field, schema]) => [field, lenient(schema as z.ZodMiniType<unknown>)]),
  ),
  version,
  id,
  source,
  time,
  moment: orNeutral(Moment, 'change'),
  severity: orNeutral(Severity, 'warning'),
  commits: readable(Commit),
  failures: readable(Failure),
  details: readable(details._zod.def.element),
  links: readable(links._zod.def.element),
}) as unknown as z.ZodMiniType<Notification>;

import * as z from 'zod/mini';
import type { Subscription } from '../../model/event-source.ts';
import { Commit, Failure, Moment, Severity } from '../../model/notification.ts';
import { safeUrl } from '../../text/clean.ts';
import { isoTime } from '../../text/time.ts';

/** The event's source is not restricted, so that teams can use their own. */
export const notificationEvents: Subscription = { detailTypes: ['pipebell.notification'] };

const MAX_SECONDS = 366 * 86_400;

const text = z.optional(z.string());
/** A schema with a check of the form. A transform, because zod's own checks would enlarge the bundle. */
const formed = <Value>(schema: z.ZodMiniType<Value>, isFormed: (value: Value) => boolean, message: string) =>
  z.pipe(
    schema,
    z.transform((value: Value, context) => {
      if (!isFormed(value)) context.issues.push({ code: 'custom', message, input: value });
      return value;
    }),
  );

const time = formed(
  z.string(),
  (value) => isoTime(value) !== undefined,
  'expected a time with a zone, such as 2026-03-04T09:15:30Z',
);
const address = formed(z.string(), (value) => safeUrl(value) !== undefined, 'expected an http or https address');
const url = z.optional(address);
const attempt = formed(z.number(), (value) => Number.isInteger(value) && value >= 1, 'expected a whole number from 1');
const seconds = formed(
  z.number(),
  (value) => value >= 0 && value <= MAX_SECONDS,
  'expected seconds, from 0 to a year of them',
);

/**
 * The detail of a notification, in the shapes of the webhook's document. Types are strict, so that mistakes are reported.
 * Unknown fields are ignored, so that a newer sender works with an older relay.
 */
export const NotificationDetail = z.object({
  pipebell: z.optional(z.literal(1)),
  moment: Moment,
  title: text,
  text,
  severity: z.optional(Severity),
  time: z.optional(time),
  key: text,
  pipeline: z.optional(z.object({ name: z.string(), url })),
  resource: z.optional(z.object({ kind: z.string(), name: z.string(), url })),
  series: z.optional(z.object({ kind: z.string(), name: z.string(), number: text })),
  stage: text,
  execution: z.optional(z.object({ id: z.string(), attempt: z.optional(attempt), startedAt: z.optional(time), url })),
  durationSeconds: z.optional(seconds),
  environment: text,
  commits: z.optional(z.array(z.object({ ...Commit.shape, email: text, time: z.optional(time), url }))),
  failures: z.optional(z.array(z.object({ ...Failure.shape, url, logUrl: url }))),
  approval: z.optional(z.object({ comment: text, expiresAt: z.optional(time), reviewUrl: url, entityUrl: url })),
  details: z.optional(z.array(z.object({ label: z.string(), value: z.string() }))),
  links: z.optional(z.array(z.object({ label: z.string(), url: address }))),
});
export type NotificationDetail = z.infer<typeof NotificationDetail>;

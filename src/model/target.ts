import * as z from 'zod/mini';
import { Level, Moment } from './notification.ts';

const globs = z.optional(
  z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(100)),
);

/** The fields that every target has, whatever its platform. */
export const targetFields = {
  platform: z.string(),
  on: z._default(z.array(Moment).check(z.minLength(1)), ['failed', 'fixed', 'approval']),
  levels: z._default(z.array(Level).check(z.minLength(1)), ['pipeline']),
  when: z.optional(z.strictObject({ pipelines: globs, accounts: globs, regions: globs, stages: globs })),
  enabled: z._default(z.boolean(), true),
};

const Filters = z.object(targetFields);

/** What decides which notifications a target gets. */
export type Filters = z.infer<typeof Filters>;

/**
 * A secret string, given by value; its check is never told in an error. Bounds are in characters.
 */
export const secret = () => z.string().check(z.minLength(1), z.maxLength(4096));

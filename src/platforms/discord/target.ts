import * as z from 'zod/mini';
import { pattern } from '../../model/check.ts';
import { mentions, secret, summary, targetFields, thread } from '../../model/target.ts';

/** An id of Discord. @see https://docs.discord.com/developers/reference#snowflakes */
const id = () => z.string().check(pattern(/^\d{15,20}$/, 'expected an id, such as 1185000000000000000'));

const MENTION = /^(?:<@&?\d{15,20}>|@here|@everyone)$/;

export const Target = z
  .strictObject({
    ...targetFields,
    summary: summary(),
    thread: thread(),
    platform: z.literal('discord'),
    url: secret(),
    /** Such as `<@&1185…>` for a role, `<@1185…>` for a person, `@here` or `@everyone`. */
    mention: mentions(z.string().check(pattern(MENTION, 'expected <@&id> for a role, <@id>, @here or @everyone')), {}),
    threadId: z.optional(id()),
    forum: z._default(z.boolean(), false),
    forumTags: z.optional(z.array(id()).check(z.minLength(1), z.maxLength(5))),
  })
  .check(({ value, issues }) => {
    const refuse = (field: string, message: string) =>
      issues.push({ code: 'custom', message, input: undefined, path: [field] });
    if (value.forum && value.threadId) refuse('threadId', 'cannot be set together with "forum": remove one of them');
    if (value.forumTags && !value.forum) refuse('forumTags', 'can only be set together with "forum": true');
  });
export type Target = z.infer<typeof Target>;

import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Env, RefusalError } from './refusal.ts';

/** SNS takes messages up to this size, in bytes of UTF-8. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MAX_EVENT_BYTES = 256 * 1024;

/** An event as a JSON string: quotes and line ends take two characters each. */
const MAX_BODY_BYTES = 3 * MAX_EVENT_BYTES;

/** Refuses a body that is too large, by its declared length or while it is read. */
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw new RefusalError(413, 'The request is too large: an event has at most 256 KiB.');
  },
});

/** Reads a request's body as JSON in valid UTF-8. @throws RefusalError that does not quote the body. */
export const readJson = async (c: Context<Env>): Promise<unknown> => {
  const body = await c.req.arrayBuffer();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // V8's message would quote the text.
    throw new RefusalError(400, 'The request is not valid JSON.');
  }
};

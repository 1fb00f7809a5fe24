import { isUtf8 } from 'node:buffer';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { parseJson } from '../text/json.ts';
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
  const value = parseJson(new TextDecoder('utf-8').decode(body));
  if (!isUtf8(new Uint8Array(body)) || value === undefined) {
    throw new RefusalError(400, 'The request is not valid JSON, or is nested too deeply.');
  }
  return value;
};

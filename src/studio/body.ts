import type { IncomingMessage } from 'node:http';
import { RefusalError } from './refusal.ts';

/** SNS takes messages up to this size, in bytes of UTF-8. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MAX_EVENT_BYTES = 256 * 1024;

/** An event as a JSON string: quotes and line ends take two characters each. */
const MAX_BODY_BYTES = 3 * MAX_EVENT_BYTES;

/** Reads a request's body as JSON. @throws RefusalError that quotes nothing of it. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const tooLarge = new RefusalError(413, 'That is too much: an event has at most 256 KiB.');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk as Buffer);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    // V8's message would quote the text.
    throw new RefusalError(400, 'The request is not valid JSON.');
  }
};

import type { HttpRequest } from '../../model/http.ts';

/** Deadline of one request, in milliseconds. */
export const TIMEOUT_MS = 10_000;

/** Slack's answer to a message repeats the whole message. */
const MAX_REPLY_BYTES = 256 * 1024;

/** Where the methods of the Web API are, and as whom they are called. */
export interface Access {
  readonly apiUrl: string;
  readonly token: string;
}

/** The URL of the Web API, to which the names of methods are added. */
export const baseUrl = ({ apiUrl }: Access): string => (apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);

const request = (access: Access, method: string, type: string, body: string): HttpRequest => ({
  url: `${baseUrl(access)}${method}`,
  headers: {
    Authorization: `Bearer ${access.token}`,
    'Content-Type': `${type}; charset=utf-8`,
    'User-Agent': 'Pipebell',
  },
  body,
  timeoutMs: TIMEOUT_MS,
  maxReplyBytes: MAX_REPLY_BYTES,
});

/** A call of a method that writes. @param body a JSON document. */
export const writing = (access: Access, method: string, body: string): HttpRequest =>
  request(access, method, 'application/json', body);

/** A call of a method that reads. Not all of these take JSON. */
export const reading = (access: Access, method: string, fields: Readonly<Record<string, string>>): HttpRequest =>
  request(access, method, 'application/x-www-form-urlencoded', new URLSearchParams(fields).toString());

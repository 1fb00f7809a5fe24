import { type Credentials, signRequest } from '../aws/sign.ts';
import type { HttpRequest } from '../model/http.ts';

/**
 * The request with the headers of its signature. All headers are signed except `User-Agent`, which AWS's signers leave
 * out too. An `Authorization` header of the target is dropped: the signature takes its place.
 * @returns the request unchanged if its URL is not valid: the sender rejects it.
 */
export const signedRequest = (
  request: HttpRequest,
  sign: NonNullable<HttpRequest['sign']>,
  credentials: Credentials,
  now: Date,
): HttpRequest => {
  const url = URL.parse(request.url);
  if (!url) return request;
  const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const { method, body } = request;
  const { 'user-agent': agent, authorization: _, ...headers } = Object.fromEntries(lower);
  const signed = signRequest({ method, url, ...sign, headers, body }, credentials, now);
  return { ...request, headers: { ...signed, ...(agent && { 'user-agent': agent }) } };
};

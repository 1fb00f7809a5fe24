import { type Credentials, signRequest } from '../aws/sign.ts';
import type { Send } from '../model/http.ts';

/**
 * Wraps a sender so that it signs the requests that ask for it. All headers are signed except `User-Agent`, which AWS's
 * signers leave out too. An `Authorization` header of the target is dropped: the signature takes its place.
 * @param credentials called for each request: those of a function change.
 */
export const createSignedSend =
  (send: Send, credentials: () => Credentials, now = () => new Date()): Send =>
  async ({ sign, ...request }) => {
    const url = URL.parse(request.url);
    // An invalid URL is rejected by the sender.
    if (!sign || !url) return send(request);
    const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const { method, body } = request;
    const { 'user-agent': agent, authorization: _, ...headers } = Object.fromEntries(lower);
    const signed = signRequest({ method, url, ...sign, headers, body }, credentials(), now());
    return send({ ...request, headers: { ...signed, ...(agent && { 'user-agent': agent }) } });
  };

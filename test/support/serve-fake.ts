import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, Send } from '../../src/model/http.ts';
import { certificate, privateKey } from './servers.ts';

interface Options {
  /** The origin that the fake expects in the URLs of requests. */
  readonly as: string;
  /** Serves https with the certificate of `localhost`. */
  readonly secure?: boolean | undefined;
}

const listenerOf =
  (send: Send, as: string): http.RequestListener =>
  async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const),
    );
    const answer = await send({
      method: request.method as NonNullable<HttpRequest['method']>,
      url: `${as}${request.url}`,
      headers,
      body: Buffer.concat(chunks).toString('utf8'),
      timeoutMs: 0,
    });
    // Without an answer the connection breaks: the sender cannot see whether the call was carried out.
    if ('kind' in answer) response.destroy();
    else {
      const { status, body, retryAfterSeconds, headers } = answer;
      const type = { 'content-type': 'application/json; charset=utf-8', ...headers };
      response
        .writeHead(
          status,
          retryAfterSeconds === undefined ? type : { ...type, 'retry-after': String(retryAfterSeconds) },
        )
        .end(body);
    }
  };

/** Serves a fake of a platform's API on this machine. A process can end while it listens. */
export const serveFake = async (
  send: Send,
  { as, secure = false }: Options,
): Promise<{ readonly origin: string; close(): Promise<void> }> => {
  const server = secure
    ? https.createServer({ cert: certificate('valid'), key: privateKey() }, listenerOf(send, as))
    : http.createServer(listenerOf(send, as));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${secure ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

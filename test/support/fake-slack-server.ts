import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FakeSlack } from './fake-slack.ts';
import { certificate, privateKey } from './servers.ts';

export interface SlackServer {
  /** The value of a target's `apiUrl`. */
  readonly apiUrl: string;
  close(): Promise<void>;
}

const serve =
  (slack: FakeSlack): http.RequestListener =>
  async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const),
    );
    const answer = await slack.send({
      url: `http://localhost${request.url}`,
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

/** Serves the fake on this machine, over http, or over https with the certificate of `localhost`. */
export const serveSlack = async (slack: FakeSlack, { secure = false } = {}): Promise<SlackServer> => {
  const server = secure
    ? https.createServer({ cert: certificate('valid'), key: privateKey() }, serve(slack))
    : http.createServer(serve(slack));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `${secure ? 'https://localhost' : 'http://127.0.0.1'}:${port}/api/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError } from '../model/errors.ts';
import { readJson } from './body.ts';
import { checkCaller, checkContentType, SECURITY_HEADERS } from './guard.ts';
import type { Asset } from './page-bundle.ts';
import { RefusalError } from './refusal.ts';
import type { Stream } from './stream.ts';

/** Answers one route: a document, or the connection itself for a stream. */
export interface Routes {
  /** By method and path, such as `POST /api/preview`. A GET is handed its query. */
  readonly documents: ReadonlyMap<string, (input: unknown) => unknown>;
  readonly streams: ReadonlyMap<string, Stream>;
}

export interface StudioServer {
  readonly port: number;
  /** Where the page is, such as `http://127.0.0.1:2355/`. */
  readonly url: string;
  close(): Promise<void>;
}

interface ServerOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** How many ports after it are tried if it is taken. */
  readonly spare?: number;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly routes: Routes;
  /** Told of bugs. */
  readonly report: (words: string) => void;
}

const send = (response: ServerResponse, status: number, type: string, body: string | Uint8Array, more = {}): void => {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(status, { ...SECURITY_HEADERS, 'content-type': type, 'content-length': length, ...more });
  response.end(body);
};

const sendJson = (response: ServerResponse, status: number, document: unknown, more = {}): void =>
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(document), more);

const methodsOf = ({ documents, streams }: Routes, path: string): string[] =>
  [...documents.keys(), ...streams.keys()].flatMap((key) => (key.endsWith(` ${path}`) ? key.split(' ', 1) : []));

const handle = async (request: IncomingMessage, response: ServerResponse, port: number, options: ServerOptions) => {
  const { routes, assets } = options;
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const method = request.method ?? '';
  const asset = assets.get(path);
  checkCaller(request, port, asset !== undefined);
  if (asset && (method === 'GET' || method === 'HEAD')) return send(response, 200, asset.type, asset.body);
  const stream = routes.streams.get(`${method} ${path}`);
  if (stream) return stream.join(response, SECURITY_HEADERS);
  const route = routes.documents.get(`${method} ${path}`);
  if (!route) {
    const allowed = asset ? ['GET', 'HEAD'] : methodsOf(routes, path);
    if (allowed.length === 0) throw new RefusalError(404, 'There is nothing here.');
    const error = { error: `This takes ${allowed.join(' and ')} only.` };
    return sendJson(response, 405, error, { allow: allowed.join(', ') });
  }
  if (method === 'POST') checkContentType(request);
  const input = method === 'POST' ? await readJson(request) : Object.fromEntries(new URLSearchParams(query));
  sendJson(response, 200, await route(input));
};

const refuse = (response: ServerResponse, error: unknown, report: (words: string) => void): void => {
  if (!(error instanceof RefusalError)) report(`the studio failed: ${describeError(error)}`);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = error instanceof RefusalError ? error : new RefusalError(500, 'Something went wrong in the studio.');
  // The rest of a body that nobody reads must not be taken for the next request.
  sendJson(response, known.status, known.refusal, { connection: 'close' });
};

const listen = (server: http.Server, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });

/** Opens the studio's server, on this machine only. @throws the system's error if no port is free. */
export const openServer = async (options: ServerOptions): Promise<StudioServer> => {
  let port = 0;
  const server = http.createServer({ requestTimeout: 10_000, headersTimeout: 5000, keepAliveTimeout: 5000 });
  server.on('request', (request, response) => {
    handle(request, response, port, options).catch((error: unknown) => refuse(response, error, options.report));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  let trouble = await listen(server, options.port);
  for (let next = 1; trouble?.code === 'EADDRINUSE' && next <= (options.spare ?? 0); next += 1) {
    trouble = await listen(server, options.port + next);
  }
  if (trouble) throw trouble;
  port = (server.address() as AddressInfo).port;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { limitBody } from './body.ts';
import { checkCaller, checkContentType, noStore, securityHeaders } from './guard.ts';
import type { Asset } from './page-bundle.ts';
import { type Env, RefusalError, refuse } from './refusal.ts';

export interface StudioServer {
  readonly port: number;
  /** Address of the page, such as `http://127.0.0.1:2355/`. */
  readonly url: string;
  close(): Promise<void>;
}

interface ServerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** How many ports after it are tried if it is taken. */
  readonly spare?: number;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly routes: Hono<Env>;
  /** Gets one line for each bug. */
  readonly report: (text: string) => void;
}

const NOT_FOUND = 'There is nothing here.';

const createApp = ({ assets, routes, report }: Pick<ServerOptions, 'assets' | 'routes' | 'report'>): Hono<Env> => {
  const app = new Hono<Env>();
  const methodsOf = (path: string): string[] =>
    app.routes.filter((route) => route.path === path && route.method !== 'ALL').map(({ method }) => method);
  app.onError(refuse(report));
  app.notFound((c) => c.json({ error: NOT_FOUND }, 404));
  app.use(
    noStore,
    securityHeaders,
    checkCaller((path) => assets.has(path)),
  );
  app.use(async (c, next) => {
    // A request target with a scheme and a host is meant for a proxy.
    if (!c.env.incoming.url?.startsWith('/')) throw new RefusalError(404, NOT_FOUND);
    const allowed = methodsOf(c.req.path);
    if (allowed.length === 0 || allowed.includes(c.req.method)) return next();
    return c.json({ error: `The method must be ${allowed.join(' or ')}.` }, 405, { allow: allowed.join(', ') });
  });
  app.use(checkContentType, limitBody);
  for (const [path, { type, body }] of assets) {
    // Hono answers a HEAD by the GET without its body, and lists it here for `allow`.
    app.on(['GET', 'HEAD'], path, (c) =>
      c.body(typeof body === 'string' ? body : new Uint8Array(body), 200, { 'content-type': type }),
    );
  }
  return app.route('/', routes);
};

const listen = (server: http.Server, port: number): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });

/** Opens the studio's server on 127.0.0.1. @throws the system's error if no port is free. */
export const openServer = async ({ port, spare = 0, ...parts }: ServerOptions): Promise<StudioServer> => {
  const server = createAdaptorServer({
    fetch: createApp(parts).fetch,
    createServer: http.createServer,
    serverOptions: { requestTimeout: 10_000, headersTimeout: 5000, keepAliveTimeout: 5000 },
  }) as http.Server;
  let problem = await listen(server, port);
  for (let next = 1; problem?.code === 'EADDRINUSE' && next <= spare; next += 1) {
    problem = await listen(server, port + next);
  }
  if (problem) throw problem;
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type Env, RefusalError } from './refusal.ts';

/** Headers of every response. The page may load its own files and call its own server, nothing else. */
export const securityHeaders: MiddlewareHandler<Env> = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
  xFrameOptions: 'DENY',
  // The server uses http only.
  strictTransportSecurity: false,
});

/** The browser must store nothing: the page is rebuilt at every start. */
export const noStore: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  c.res.headers.set('cache-control', 'no-store');
};

/**
 * Accepts requests of the page itself, and addresses typed or followed by a person. Any web site can make a browser
 * send requests to this machine, and any DNS name can be made to resolve to it (DNS rebinding), so the Host and, where
 * the browser sends them, Origin and Sec-Fetch-Site must be this server's own. Hono's `csrf` accepts a request if one
 * of the two matches, and looks at forms only, therefore it is not used.
 * @param isPage whether a path is a file of the page.
 */
export const checkCaller =
  (isPage: (path: string) => boolean): MiddlewareHandler<Env> =>
  async (c, next) => {
    const { localPort } = c.env.incoming.socket;
    const host = c.req.header('host');
    if (host !== `127.0.0.1:${localPort}` && host !== `localhost:${localPort}`) {
      throw new RefusalError(421, 'The studio is served on 127.0.0.1 and localhost only.');
    }
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const isGet = c.req.method === 'GET';
    const navigated = isGet && isPage(c.req.path) && c.req.header('sec-fetch-mode') === 'navigate';
    // `none` is an address that was typed, or a link in a terminal. Opening the page changes nothing.
    const siteAllowed = site === undefined || site === 'same-origin' || (site === 'none' && isGet) || navigated;
    if ((origin !== undefined && origin !== `http://${host}`) || !siteAllowed) {
      throw new RefusalError(403, 'The studio accepts requests of its own page only.');
    }
    await next();
  };

/** Refuses a POST that is not JSON: a plain form of another site could send it. */
export const checkContentType: MiddlewareHandler<Env> = async (c, next) => {
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  if (c.req.method === 'POST' && type.trim().toLowerCase() !== 'application/json') {
    throw new RefusalError(415, 'A POST needs the content type application/json.');
  }
  await next();
};

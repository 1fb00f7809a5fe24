import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chat, ChatRequest } from './chat.ts';

/** The response of a receiver, after `afterMs` or at once. A `silent` receiver does not respond. */
interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  afterMs?: number;
  silent?: boolean;
}

/** Returns the response to the nth request of a receiver, counted from 1. */
export type Responder = (nth: number, request: ChatRequest) => Answer;

const ok = (): Answer => ({ status: 200, body: 'ok' });

export const responders = {
  ok,
  /** 429 with Retry-After to the first request. */
  busyOnce: (nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '30' } } : ok()),
  gone: () => ({ status: 410, body: 'channel_is_archived' }),
} satisfies Record<string, Responder>;

/** Responds as a chat does. */
export const chatResponder =
  (chat: Chat): Responder =>
  (_, request) =>
    chat.answer(request);

export interface Arrival {
  /** The target's name: the first part of the path. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

export interface Inbox {
  /** URL of the target's mailbox. */
  urlOf(target: string): string;
  setResponder(target: string, responder: Responder): void;
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

/** The target whose mailbox a request is for; `undefined` for requests of a browser, and others that no relay sends. */
const targetOf = ({ method, url = '', headers }: http.IncomingMessage): string | undefined => {
  if (!['POST', 'PATCH'].includes(method ?? '') || headers.origin !== undefined) return undefined;
  try {
    return decodeURIComponent(url.split(/[/?]/)[1] ?? '');
  } catch {
    // A malformed path names no target.
    return undefined;
  }
};

/**
 * An HTTP receiver on this machine. Each POST and PATCH is answered by its target's responder.
 * @param keep how many of the latest arrivals are kept.
 * @param respond makes the responder of a target for which none is set. Default: it accepts every request.
 */
export const openInbox = async ({
  keep = Number.POSITIVE_INFINITY,
  respond = (_target: string): Responder => ok,
} = {}): Promise<Inbox> => {
  const arrivals: Arrival[] = [];
  const counts = new Map<string, number>();
  const responderOf = new Map<string, Responder>();
  const receive = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const target = targetOf(request);
    if (target === undefined) {
      response.writeHead(403, { connection: 'close' }).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const nth = (counts.get(target) ?? 0) + 1;
    counts.set(target, nth);
    const sent = Buffer.concat(chunks).toString('utf8');
    const method = request.method === 'PATCH' ? 'PATCH' : 'POST';
    const asked = { method, url: new URL(request.url ?? '', 'http://127.0.0.1').href, body: sent } as const;
    const { status, headers, body, afterMs = 0, silent } = (responderOf.get(target) ?? respond(target))(nth, asked);
    arrivals.push({ target, headers: request.headers, body: sent, status });
    if (arrivals.length > keep) arrivals.shift();
    const answer = (): unknown => response.writeHead(status, headers).end(body);
    if (afterMs > 0) setTimeout(answer, afterMs).unref();
    else if (!silent) answer();
  };
  const server = http.createServer((request, response) => {
    // The sender closed the connection before the body was complete.
    receive(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (target) => `http://127.0.0.1:${port}/${encodeURIComponent(target)}`,
    setResponder: (target, responder) => responderOf.set(target, responder),
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

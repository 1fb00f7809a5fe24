import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a receiver answers its nth request, counted from 1. */
export type Mood = (nth: number) => { status: number; headers?: Record<string, string>; body?: string };

const ok: Mood = () => ({ status: 200, body: 'ok' });

export const moods = {
  ok,
  /** Too many requests at first, and it says how long to wait. */
  busyOnce: (nth) => (nth === 1 ? { status: 429, headers: { 'retry-after': '30' } } : ok(nth)),
  gone: () => ({ status: 410, body: 'channel_is_archived' }),
} satisfies Record<string, Mood>;

export interface Arrival {
  /** The target's name: the first part of the path. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

export interface Inbox {
  /** Address of a target's own mailbox. */
  urlOf(target: string): string;
  setMood(target: string, mood: Mood): void;
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

/** A receiver on this machine: every POST is kept and answered by the mood of the target it came for. */
export const openInbox = async (): Promise<Inbox> => {
  const arrivals: Arrival[] = [];
  const moodOf = new Map<string, Mood>();
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = decodeURIComponent((request.url ?? '/').split('/')[1] ?? '');
    const nth = arrivals.filter((arrival) => arrival.target === target).length + 1;
    const { status, headers, body } = (moodOf.get(target) ?? ok)(nth);
    arrivals.push({ target, headers: request.headers, body: Buffer.concat(chunks).toString('utf8'), status });
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (target) => `http://127.0.0.1:${port}/${encodeURIComponent(target)}`,
    setMood: (target, mood) => moodOf.set(target, mood),
    arrivals,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

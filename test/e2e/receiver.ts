import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One POST that arrived. */
export interface Post {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A place that a target's URL points to. */
export interface Inbox {
  readonly url: string;
  readonly posts: readonly Post[];
  /** Resolves when `count` posts are there. @throws after `seconds`. */
  wait(count: number, seconds?: number): Promise<readonly Post[]>;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

const ANSWERED: Answer = { status: 200, body: 'ok' };

/**
 * Stands in for Slack, Teams and everybody's webhooks. Each inbox has a URL that ends in a secret, as theirs do; what
 * comes anywhere else is a stray.
 */
export const startReceiver = async () => {
  const inboxes = new Map<string, { posts: Post[]; answers: Answer[] }>();
  const secrets: string[] = [];
  const strays: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? '';
    const inbox = inboxes.get(path);
    if (!inbox || request.method !== 'POST') strays.push(`${request.method} ${path}`);
    inbox?.posts.push({ at: Date.now(), headers: request.headers, body: Buffer.concat(chunks).toString() });
    const { status, headers = {}, body = '' } = inbox ? (inbox.answers.shift() ?? ANSWERED) : { status: 404 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    strays,
    /** What must never be seen in a log or in a dead letter. */
    secrets,
    /** Opens an inbox that gives these answers one after another, and then 200. */
    inbox(name: string, ...answers: Answer[]): Inbox {
      const secret = randomBytes(16).toString('hex');
      secrets.push(secret);
      const path = `/${name}/${secret}`;
      const posts: Post[] = [];
      inboxes.set(path, { posts, answers });
      return {
        url: `http://127.0.0.1:${port}${path}`,
        posts,
        async wait(count, seconds = 30) {
          const deadline = Date.now() + seconds * 1000;
          while (posts.length < count) {
            if (Date.now() > deadline) throw new Error(`${name} got ${posts.length} of ${count} posts in ${seconds} s`);
            await sleep(50);
          }
          return posts;
        },
      };
    },
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};

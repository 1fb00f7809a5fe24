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
  /** The status that it was answered with, if it was. */
  readonly status: number | undefined;
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
  /** Answers like this from now on, or not at all. */
  become(answer: Answer | 'silent'): void;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Place {
  readonly posts: Post[];
  readonly answers: Answer[];
  usual: Answer | 'silent';
}

const ANSWERED: Answer = { status: 200, body: 'ok' };

/**
 * Stands in for Slack, Teams and everybody's webhooks. Each inbox has a URL that ends in a secret, as theirs do; what
 * comes anywhere else is a stray.
 */
export const startReceiver = async () => {
  const inboxes = new Map<string, Place>();
  const secrets: string[] = [];
  const strays: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? '';
    const inbox = inboxes.get(path);
    if (!inbox || request.method !== 'POST') strays.push(`${request.method} ${path}`);
    const answer = inbox ? (inbox.answers.shift() ?? inbox.usual) : { status: 404 };
    const status = answer === 'silent' ? undefined : answer.status;
    inbox?.posts.push({ at: Date.now(), headers: request.headers, body: Buffer.concat(chunks).toString(), status });
    if (answer !== 'silent') response.writeHead(answer.status, answer.headers).end(answer.body);
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
      const entry: Place = { posts, answers, usual: ANSWERED };
      inboxes.set(path, entry);
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
        become(answer) {
          entry.usual = answer;
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

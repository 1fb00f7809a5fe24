import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One POST request that an inbox received. */
export interface Post {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The status of the answer; `undefined` without an answer. */
  readonly status: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** How long the answer takes, in milliseconds. */
  readonly afterMs?: number;
}

type Otherwise = Answer | 'silent' | (() => Answer);

/** The receiver of one target. */
export interface Inbox {
  readonly url: string;
  readonly posts: readonly Post[];
  /** The largest number of requests that were in progress at the same time. */
  readonly atOnce: number;
  /** Resolves when `count` posts have arrived. @throws after `seconds`. */
  wait(count: number, seconds?: number): Promise<readonly Post[]>;
  /** Sets the answer to all further requests, or what makes it; `silent` leaves them without one. */
  answerWith(answer: Otherwise): void;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Entry {
  readonly posts: Post[];
  readonly answers: Answer[];
  otherwise: Otherwise;
  inProgress: number;
  atOnce: number;
}

const ANSWERED: Answer = { status: 200, body: 'ok' };

/**
 * Receives in the place of Slack, Teams and webhooks. Each inbox has a URL that ends in a secret. Requests to any other
 * path are strays.
 */
export const startReceiver = async () => {
  const inboxes = new Map<string, Entry>();
  const secrets: string[] = [];
  const strays: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url ?? '';
    const inbox = inboxes.get(path);
    if (inbox) {
      inbox.inProgress += 1;
      inbox.atOnce = Math.max(inbox.atOnce, inbox.inProgress);
      response.once('close', () => {
        inbox.inProgress -= 1;
      });
    }
    if (!inbox || request.method !== 'POST') strays.push(`${request.method} ${path}`);
    const next = inbox ? (inbox.answers.shift() ?? inbox.otherwise) : { status: 404 };
    const answer = typeof next === 'function' ? next() : next;
    const status = answer === 'silent' ? undefined : answer.status;
    inbox?.posts.push({ at: Date.now(), headers: request.headers, body: Buffer.concat(chunks).toString(), status });
    if (answer !== 'silent' && answer.afterMs) await sleep(answer.afterMs);
    if (answer !== 'silent') response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;

  return {
    strays,
    /** Texts that must not appear in a log or in a dead letter. */
    secrets,
    /** Opens an inbox that gives these answers in turn, and 200 after them. */
    inbox(name: string, ...answers: Answer[]): Inbox {
      const secret = randomBytes(16).toString('hex');
      secrets.push(secret);
      const path = `/${name}/${secret}`;
      const posts: Post[] = [];
      const entry: Entry = { posts, answers, otherwise: ANSWERED, inProgress: 0, atOnce: 0 };
      inboxes.set(path, entry);
      return {
        url: `http://127.0.0.1:${port}${path}`,
        posts,
        get atOnce() {
          return entry.atOnce;
        },
        async wait(count, seconds = 60) {
          const deadline = Date.now() + seconds * 1000;
          while (posts.length < count) {
            if (Date.now() > deadline) throw new Error(`${name} got ${posts.length} of ${count} posts in ${seconds} s`);
            await sleep(50);
          }
          return posts;
        },
        answerWith(answer) {
          entry.otherwise = answer;
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

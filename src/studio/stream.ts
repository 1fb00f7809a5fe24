import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { type Env, RefusalError } from './refusal.ts';

/** Sends events to every page that is connected, as Server-Sent Events. */
export interface Stream {
  /** Connects a page. @throws RefusalError if too many are connected. */
  join(c: Context<Env>): Response;
  send(event: string, data: unknown): void;
  close(): void;
}

/** Each page has one stream; browsers open no more than a few to one server. */
const MAX_LISTENERS = 20;

/** Unsent characters of one page before it is disconnected. It reconnects and starts with a new snapshot. */
const MAX_UNSENT_CHARS = 8 * 1024 * 1024;

/** Interval of the comments that keep a connection busy, so that a dead one is noticed. */
const HEARTBEAT_MS = 15_000;

/** How long a page waits before it reconnects. */
const RETRY_MS = 1000;

interface Listener {
  write(send: (stream: SSEStreamingApi) => Promise<unknown>, chars: number): void;
  close(): void;
}

const createListener = (stream: SSEStreamingApi, disconnect: () => void, close: () => void): Listener => {
  let unsent = 0;
  return {
    write(send, chars) {
      unsent += chars;
      if (unsent > MAX_UNSENT_CHARS) disconnect();
      else void send(stream).finally(() => (unsent -= chars));
    },
    close,
  };
};

/**
 * @param greet returns the first event that a new page gets, and its data.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const createStream = (greet: () => readonly [event: string, data: unknown]): Stream => {
  const open = new Set<Listener>();
  const write = (listener: Listener, event: string, data: string): void =>
    listener.write((stream) => stream.writeSSE({ event, data }), data.length);
  const heart = setInterval(() => {
    for (const listener of open) listener.write((stream) => stream.write(':\n\n'), 3);
  }, HEARTBEAT_MS);
  heart.unref();
  return {
    join(c) {
      if (open.size >= MAX_LISTENERS) throw new RefusalError(503, 'Too many pages are open.');
      const [event, data] = greet();
      const response = streamSSE(c, async (stream) => {
        const closed = Promise.withResolvers<void>();
        const listener = createListener(stream, () => c.env.outgoing.destroy(), closed.resolve);
        stream.onAbort(closed.resolve);
        listener.write(() => stream.write(`retry: ${RETRY_MS}\n\n`), 0);
        write(listener, event, JSON.stringify(data));
        open.add(listener);
        await closed.promise;
        open.delete(listener);
      });
      response.headers.set('content-type', 'text/event-stream; charset=utf-8');
      return response;
    },
    send(event, data) {
      if (open.size === 0) return;
      const text = JSON.stringify(data);
      for (const listener of open) write(listener, event, text);
    },
    close() {
      clearInterval(heart);
      for (const listener of open) listener.close();
    },
  };
};

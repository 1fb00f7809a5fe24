import type { ServerResponse } from 'node:http';

/** Sends one thing after another to every page that listens, by Server-Sent Events. */
export interface Stream {
  join(response: ServerResponse, headers: Readonly<Record<string, string>>): void;
  send(event: string, data: unknown): void;
  readonly listeners: number;
  close(): void;
}

/** Each page has one stream; browsers open no more than a few to one server. */
const MAX_LISTENERS = 20;

/** What a page may be behind, in bytes, before it is cut off: it comes back and begins with a whole picture. */
const MAX_BEHIND_BYTES = 8 * 1024 * 1024;

/** Something passes by at least this often, so that a dead connection is noticed. */
const HEARTBEAT_MS = 15_000;

const frame = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * @param greet makes what a page is told first, as event and data.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const createStream = (greet: () => readonly [event: string, data: unknown]): Stream => {
  const open = new Set<ServerResponse>();
  const write = (response: ServerResponse, text: string): void => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(text);
  };
  const heart = setInterval(() => {
    for (const response of open) write(response, ':\n\n');
  }, HEARTBEAT_MS);
  heart.unref();
  return {
    join(response, headers) {
      if (open.size >= MAX_LISTENERS) {
        response.writeHead(503, { ...headers, 'content-type': 'application/json; charset=utf-8' });
        response.end(JSON.stringify({ error: 'Too many pages are open.' }));
        return;
      }
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
      response.on('close', () => open.delete(response));
      response.write(`retry: 1000\n\n${frame(...greet())}`);
      open.add(response);
    },
    send(event, data) {
      if (open.size === 0) return;
      const text = frame(event, data);
      for (const response of open) write(response, text);
    },
    get listeners() {
      return open.size;
    },
    close() {
      clearInterval(heart);
      for (const response of open) response.end();
    },
  };
};

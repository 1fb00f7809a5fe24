import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';

/** One POST and what may be tuned about it. */
export interface Exchange {
  method?: string | undefined;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Deadline for connection, headers and body together. */
  timeoutMs: number;
  /** How much of the answer is read; the rest is not. */
  maxBytes: number;
  lookup?: LookupFunction | undefined;
  /** Certificates to trust instead of the system's: for tests. */
  ca?: string | undefined;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Cut at `maxBytes`, or at the deadline. */
  body: string;
  /** `false` if the answer was longer, slower or broken off. */
  whole: boolean;
}

/** Thrown when no answer came before the deadline. */
class DeadlineError extends Error {
  override name = 'DeadlineError';
  readonly code = 'DEADLINE';
}

/** Thrown when the connection ended in order but without an answer, as it does after `101 Switching Protocols`. */
class NoAnswerError extends Error {
  readonly code = 'NO_ANSWER';
}

/** A kept connection turned out to be closed before anything was read from it. */
class StaleConnectionError extends Error {}

/** What writing to such a connection, or reading from it, gives. */
const STALE = new Set(['ECONNRESET', 'EPIPE']);

// Made once per container: a kept connection saves the handshake, which is most of a small POST's cost.
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 32 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 32 }),
};

const once = ({ method = 'POST', url, headers, body, timeoutMs, maxBytes, lookup, ca }: Exchange): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: agents[secure ? 'https:' : 'http:'],
      ...(lookup && { lookup }),
      ...(ca && { ca }),
    });
    let response: http.IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;

    const finish = (whole: boolean): void => {
      clearTimeout(deadline);
      if (!response) return;
      const text = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, whole });
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(deadline);
      // Once a status has come the receiver has answered; a body that breaks off does not undo that.
      if (response) finish(false);
      else if (request.reusedSocket && STALE.has(error.code ?? '')) reject(new StaleConnectionError());
      else reject(error);
    };
    const deadline = setTimeout(() => request.destroy(new DeadlineError('no answer in time')), timeoutMs);

    request.on('error', fail);
    request.on('close', () => {
      if (!response) fail(new NoAnswerError());
    });
    request.on('response', (incoming) => {
      response = incoming;
      incoming.on('error', fail);
      incoming.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes <= maxBytes) return;
        finish(false);
        request.destroy();
      });
      incoming.on('end', () => finish(true));
      incoming.on('close', () => finish(incoming.complete));
    });
    request.end(body);
  });

/**
 * Posts and reads the answer; redirects are not followed.
 * A kept connection that the other side closed while it was idle (a frozen sandbox wakes up with many) is replaced
 * at once.
 * @returns the answer as soon as its status is known and its body has ended, was cut, or ran out of time.
 * @throws the transport's error when there was no status; do not print it, it can quote the URL.
 */
export const exchange = async (post: Exchange): Promise<Answer> => {
  const until = performance.now() + post.timeoutMs;
  for (;;) {
    try {
      return await once({ ...post, timeoutMs: Math.max(1, until - performance.now()) });
    } catch (error) {
      // Ends: each turn uses up one idle connection, a new one does not fail like this, and all share one deadline.
      if (!(error instanceof StaleConnectionError)) throw error;
    }
  }
};

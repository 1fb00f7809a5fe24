import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';

/** One request. */
export interface Exchange {
  /** Default: `POST`. */
  method?: string | undefined;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Deadline for connection, headers and body together. */
  timeoutMs: number;
  /** Bytes of the answer that are read; the rest is not. */
  maxBytes: number;
  lookup?: LookupFunction | undefined;
  /** Certificates to trust instead of the system's, for tests. */
  ca?: string | undefined;
}

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Cut at `maxBytes`, or at the deadline. */
  body: string;
  /** `false` if the answer was longer or slower, or broke off. */
  whole: boolean;
}

/** Thrown when no answer arrived before the deadline. */
class DeadlineError extends Error {
  override name = 'DeadlineError';
  readonly code = 'DEADLINE';
}

/** Thrown when the connection was closed without an error and without an answer, as after `101 Switching Protocols`. */
class NoAnswerError extends Error {
  readonly code = 'NO_ANSWER';
}

/** Thrown when a kept connection turned out to be closed before anything of the request was written to it. */
class StaleConnectionError extends Error {}

// Made once per container: a kept connection saves the handshake, which is most of the cost of a small request.
const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 32 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 32 }),
};

const once = (
  { method = 'POST', url, headers, body, timeoutMs, maxBytes, lookup, ca }: Exchange,
  mayReuse: boolean,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: mayReuse && agents[secure ? 'https:' : 'http:'],
      // Not only the default: NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment would change that.
      rejectUnauthorized: true,
      ...(lookup && { lookup }),
      ...(ca && { ca }),
    });
    let response: http.IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isWritten = false;

    const finish = (whole: boolean): void => {
      clearTimeout(deadline);
      if (!response) return;
      const text = Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, whole });
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(deadline);
      // After the status the receiver has answered; a body that breaks off does not change that.
      if (response) finish(false);
      else if (!isWritten && request.reusedSocket && !(error instanceof DeadlineError))
        reject(new StaleConnectionError());
      else reject(error);
    };
    const write = (): void => {
      if (request.destroyed) return;
      isWritten = true;
      request.end(body);
    };
    const deadline = setTimeout(() => request.destroy(new DeadlineError('no answer in time')), timeoutMs);

    request.on('error', fail);
    request.on('close', () => {
      if (!response) fail(new NoAnswerError());
    });
    request.on('response', (incoming) => {
      if (!isWritten) {
        // Sent by the receiver while the connection was idle, such as a 408: it does not answer this request.
        request.destroy();
        return;
      }
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
    request.on('socket', () => {
      // A whole turn of the event loop reads a close that arrived while the connection was idle or the sandbox frozen.
      if (request.reusedSocket) setImmediate(() => setImmediate(write));
      else write();
    });
  });

/**
 * Sends a request and reads the answer. Redirects are not followed.
 * A kept connection that the receiver closed while it was idle is replaced once, by a new one; a frozen sandbox resumes
 * with many. A request of which anything was written is never repeated: the receiver may have accepted it.
 * @returns the answer when its body has ended or was cut, or when the deadline passed after the status.
 * @throws the transport's error if no status arrived. Its message can contain the URL: do not print it.
 */
export const exchange = async (request: Exchange): Promise<Answer> => {
  const until = performance.now() + request.timeoutMs;
  try {
    return await once(request, true);
  } catch (error) {
    if (!(error instanceof StaleConnectionError)) throw error;
    return once({ ...request, timeoutMs: Math.max(1, until - performance.now()) }, false);
  }
};

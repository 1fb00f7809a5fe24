import type { Outcome } from './outcome.ts';

/** A POST that is ready to go. `url` and `headers` are secrets: they go to the network and nowhere else. */
export interface HttpRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Deadline for the whole exchange: connection, headers and body. */
  readonly timeoutMs: number;
}

export interface HttpReply {
  readonly status: number;
  /** The beginning of the answer, at most 16 KiB. */
  readonly body: string;
  /** `Retry-After`, where it was there and well formed. */
  readonly retryAfterSeconds?: number;
}

/** Sends a request. Resolves to the answer, or to an outcome when none came; it never rejects for a network reason. */
export type Send = (request: HttpRequest) => Promise<HttpReply | Outcome>;

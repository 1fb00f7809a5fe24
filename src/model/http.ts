import type { Outcome } from './outcome.ts';

/** A request that is ready to be sent. `url` and `headers` are secret: they go to the network and nowhere else. */
export interface HttpRequest {
  /** `POST` if absent. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** With the content type of the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Deadline for the whole exchange: connection, headers and body. */
  readonly timeoutMs: number;
  /** Bytes of the answer that are read; 16 KiB if absent. */
  readonly maxReplyBytes?: number;
  /** Asks for a Signature Version 4 of the function's own role. The sender of the request adds it. */
  readonly sign?: { readonly service: string; readonly region: string };
}

export interface HttpReply {
  readonly status: number;
  /** The beginning of the body, at most `maxReplyBytes`. */
  readonly body: string;
  /** The `Retry-After` header, if present and well formed. */
  readonly retryAfterSeconds?: number;
  /** Headers that the sender was asked to keep, by lower-case name. The deliverer keeps none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request. Resolves to the reply, or to an outcome if there was none. It never rejects for a network reason. */
export type Send = (request: HttpRequest) => Promise<HttpReply | Outcome>;

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { describeError } from '../model/errors.ts';
import type { Refusal } from './api.ts';
import type { Problem } from './target-api.ts';

/** What the Node server hands to Hono's handlers. */
export interface Env {
  Bindings: HttpBindings;
}

/** Thrown by a route for a request that the user can correct. The texts are sent to the page and quote no input. */
export class RefusalError extends Error {
  override name = 'RefusalError';
  readonly status: ContentfulStatusCode;
  readonly refusal: Refusal;

  constructor(status: ContentfulStatusCode, error: string, problems?: readonly Problem[]) {
    super(error);
    this.status = status;
    this.refusal = { error, ...(problems && { problems }) };
  }
}

/** Splits `when.pipelines: needs at least 1` into field and problem. A sentence about the whole has no field. */
export const toProblem = (text: string): Problem => {
  const [, field = '', problem = text] = /^([\w.…-]+): (.+)$/s.exec(text) ?? [];
  return { field, problem };
};

/**
 * Answers an error of a handler: a refusal as it is, anything else as 500 without details.
 * @param report gets one line for each error that is a bug.
 */
export const refuse =
  (report: (text: string) => void) =>
  (error: Error, c: Context<Env>): Response => {
    if (error instanceof RefusalError) return c.json(error.refusal, error.status);
    report(`the studio failed: ${describeError(error)}`);
    return c.json({ error: 'Internal error of the studio: see the terminal.' } satisfies Refusal, 500);
  };

import type { Problem, Refusal } from './api.ts';

/** Thrown by a route for what a person can mend; the words go to the page, so they quote nothing that was sent. */
export class RefusalError extends Error {
  override name = 'RefusalError';
  readonly status: number;
  readonly refusal: Refusal;

  constructor(status: number, error: string, problems?: readonly Problem[]) {
    super(error);
    this.status = status;
    this.refusal = { error, ...(problems && { problems }) };
  }
}

/** Takes `when.pipelines: needs at least 1` apart; a sentence about the whole has no field. */
export const toProblem = (words: string): Problem => {
  const [, field = '', problem = words] = /^([\w.…-]+): (.+)$/s.exec(words) ?? [];
  return { field, problem };
};

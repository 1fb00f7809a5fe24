import type { Api, Refusal } from '../../api.ts';
import type { Problem } from '../../target-api.ts';

type Route = Exclude<keyof Api, 'GET /api/flow/events'>;

/** The server refused a request. The message is a sentence for people. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problems: readonly Problem[];

  constructor(refusal: Refusal) {
    super(refusal.error);
    this.problems = refusal.problems ?? [];
  }
}

const query = (send: unknown): string =>
  send && typeof send === 'object' ? `?${new URLSearchParams(send as Record<string, string>)}` : '';

/** Calls a route. @throws RefusedError, and the errors of `fetch` if the studio has stopped or the call was aborted. */
export const call = async <Name extends Route>(
  route: Name,
  send: Api[Name]['send'],
  signal?: AbortSignal,
): Promise<Api[Name]['answer']> => {
  const [method = 'GET', path = ''] = route.split(' ');
  const response =
    method === 'GET'
      ? await fetch(path + query(send), { signal: signal ?? null })
      : await fetch(path, {
          method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(send),
          signal: signal ?? null,
        });
  const answer = await response.json();
  if (!response.ok) throw new RefusedError(answer);
  return answer;
};

/** The error as a sentence; `undefined` for an aborted call. */
export const messageOf = (error: unknown): string | undefined => {
  if (error instanceof RefusedError) return error.message;
  if (error instanceof DOMException && error.name === 'AbortError') return undefined;
  return 'The studio does not answer. Is npm start still running?';
};

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../../api.ts';
import { call, messageOf } from './call.ts';

type Route = 'POST /api/preview' | 'POST /api/explain';

/** Delay after the last change before the server is called, in milliseconds. */
const DEBOUNCE_MS = 200;

export interface Answer<Value> {
  /** The latest answer, kept while the next one is loading. */
  readonly value: Value | undefined;
  readonly problem: string | undefined;
  readonly busy: boolean;
}

/**
 * Calls a route whenever its input changes, debounced.
 * @param dependency calls the route again when it changes.
 */
export const useAnswer = <Name extends Route>(
  route: Name,
  input: Api[Name]['send'],
  dependency?: unknown,
): Answer<Api[Name]['answer']> => {
  const [state, setState] = useState<Answer<Api[Name]['answer']>>({ value: undefined, problem: undefined, busy: true });
  const key = JSON.stringify(input);
  const first = useRef(true);
  useEffect(() => {
    const aborted = new AbortController();
    setState((old) => ({ ...old, busy: true }));
    const load = () =>
      call(route, input, aborted.signal).then(
        (value) => setState({ value, problem: undefined, busy: false }),
        (error) => {
          const problem = messageOf(error);
          if (problem) setState((old) => ({ ...old, problem, busy: false }));
        },
      );
    const timer = setTimeout(load, first.current ? 0 : DEBOUNCE_MS);
    first.current = false;
    return () => {
      clearTimeout(timer);
      aborted.abort();
    };
  }, [route, key, dependency]);
  return state;
};

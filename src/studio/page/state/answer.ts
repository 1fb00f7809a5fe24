import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../../api.ts';
import { call, wordsOf } from './call.ts';

type Asked = 'POST /api/preview' | 'POST /api/explain';

/** What is asked while somebody types waits for this pause, in milliseconds. */
const PAUSE_MS = 200;

export interface Answer<Value> {
  /** The latest answer, kept while the next is on its way. */
  readonly value: Value | undefined;
  readonly trouble: string | undefined;
  readonly busy: boolean;
}

/**
 * Asks the server again whenever the question changes, a moment after it has settled.
 * @param again asks anew where it differs, with the same question.
 */
export const useAnswer = <Name extends Asked>(
  route: Name,
  question: Api[Name]['send'],
  again?: unknown,
): Answer<Api[Name]['answer']> => {
  const [state, setState] = useState<Answer<Api[Name]['answer']>>({ value: undefined, trouble: undefined, busy: true });
  const key = JSON.stringify(question);
  const first = useRef(true);
  useEffect(() => {
    const given = new AbortController();
    setState((old) => ({ ...old, busy: true }));
    const ask = () =>
      call(route, question, given.signal).then(
        (value) => setState({ value, trouble: undefined, busy: false }),
        (error) => {
          const trouble = wordsOf(error);
          if (trouble) setState((old) => ({ ...old, trouble, busy: false }));
        },
      );
    const timer = setTimeout(ask, first.current ? 0 : PAUSE_MS);
    first.current = false;
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [route, key, again]);
  return state;
};

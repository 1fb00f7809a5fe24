import type * as z from 'zod/mini';

/**
 * A check in our own words: `problem` says what is wrong with a value, without quoting it, or nothing.
 * zod's refine() says the same and is one more thing to load at every cold start.
 */
export const says =
  <Value>(problem: (value: Value) => string | undefined): z.core.CheckFn<Value> =>
  ({ value, issues }) => {
    const message = problem(value);
    if (message) issues.push({ code: 'custom', message, input: value });
  };

/** A check that text has a certain form; `words` say which, without quoting it. */
export const matches = (pattern: RegExp, words = 'not valid'): z.core.CheckFn<string> =>
  says((value) => (pattern.test(value) ? undefined : words));

import type * as z from 'zod/mini';

/**
 * A check with a message of its own. `problem` returns what is wrong with the value, without quoting it, or `undefined`.
 * It replaces zod's refine(), which would add to the start bundles.
 */
export const check =
  <Value>(problem: (value: Value) => string | undefined): z.core.CheckFn<Value> =>
  ({ value, issues }) => {
    const message = problem(value);
    if (message) issues.push({ code: 'custom', message, input: value });
  };

/** Checks text against a regular expression. `message` describes the expected form without quoting the text. */
export const pattern = (expression: RegExp, message = 'not valid'): z.core.CheckFn<string> =>
  check((value) => (expression.test(value) ? undefined : message));

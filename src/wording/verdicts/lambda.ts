import type { Verdicts } from './verdict.ts';

export const LAMBDA: Verdicts = {
  'invocation-failed': (about, { function: name = about, tries = 1 }) =>
    `${name} failed${Number(tries) > 1 ? ` ${tries} times` : ''}`,
  'invocation-too-old': (about, { function: name = about }) => `${name} was not run, because its event waited too long`,
};

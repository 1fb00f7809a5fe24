import { REASON_TEXTS, type Reason } from '../model/outcome.ts';

/** Reasons of dead letters that the deliverer does not write. */
const OTHER_TEXTS: Readonly<Record<string, string>> = {
  unrouted: 'the router could not route the event',
};

const textOf = (reason: string): string | undefined => {
  if (!Object.hasOwn(REASON_TEXTS, reason)) return Object.hasOwn(OTHER_TEXTS, reason) ? OTHER_TEXTS[reason] : undefined;
  const { text, remedy } = REASON_TEXTS[reason as Reason];
  return remedy ?? text;
};

/** One line for each different reason, in the given order: what it means or what to do. Unknown reasons have none. */
export const reasonLines = (reasons: readonly string[]): string[] =>
  [...new Set(reasons)].flatMap((reason) => {
    const text = textOf(reason);
    return text === undefined ? [] : [`  ${reason}: ${text}`];
  });

type Values = Readonly<Record<string, string | number>>;

/**
 * The sentences for events that subject and moment do not describe, by the code in `verdict` of a notification.
 * `about` is the subject in words, such as `Alarm shop-5xx`. A missing value reads as an empty string.
 */
const VERDICTS: Readonly<Record<string, (about: string, values: Values) => string>> = {};

/** @returns the sentence; `undefined` for a code that this version does not have. */
export const verdictText = (about: string, { code, values }: { code: string; values: Values }): string | undefined =>
  Object.hasOwn(VERDICTS, code) ? VERDICTS[code]?.(about, values) : undefined;

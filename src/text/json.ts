export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Levels of objects and arrays. An event of AWS has fewer than 20. */
const MAX_DEPTH = 200;

/** Whether a value has more levels than recursive code can visit. */
const isTooDeep = (value: unknown, left = MAX_DEPTH): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1)));

/**
 * @returns `undefined` if the text is not JSON, or has more than {@link MAX_DEPTH} levels: `JSON.stringify` and other
 * recursive code would throw for such a value. Nothing is thrown: V8's error quotes the text, which may hold a secret.
 */
export const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
};

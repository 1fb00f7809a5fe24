/** Longest accepted URL, in characters. Power Automate's are the longest known, at a few hundred. */
const MAX_URL_CHARS = 2048;

/**
 * Checks a target's URL. Only https on port 443 is valid, and only if `refuses` accepts the URL; with `allowPrivate`,
 * http and any host and port are valid too.
 * @returns what is wrong, without quoting the URL; `undefined` if it is valid.
 */
export const urlProblem = (
  value: string,
  { allowPrivate, refuses }: { allowPrivate: boolean; refuses?: ((url: URL) => string | undefined) | undefined },
): string | undefined => {
  if (value.length > MAX_URL_CHARS) return `is longer than ${MAX_URL_CHARS} characters`;
  if (/\s/.test(value)) return 'must not contain white space';
  const url = URL.parse(value);
  if (!url) return 'is not a URL';
  if (url.username || url.password) return 'must not contain a user name or a password';
  if (url.hash) return 'must not contain a fragment (#)';
  if (allowPrivate) return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'must be http or https';
  if (url.protocol !== 'https:') return 'must be https';
  if (url.port) return 'must not name a port';
  return refuses?.(url);
};

/**
 * Whether text matches a pattern of literals, `*` (any characters) and `?` (any one character). Case matters.
 * The time is at worst proportional to the product of the lengths, so no pattern can block the function.
 */
export const globMatches = (pattern: string, text: string): boolean => {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (at < text.length) {
    if (pattern[index] === '*') {
      star = index++;
      resume = at;
    } else if (index < pattern.length && (pattern[index] === '?' || pattern[index] === text[at])) {
      index++;
      at++;
    } else if (star >= 0) {
      index = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[index] === '*') index++;
  return index === pattern.length;
};

/**
 * Whether a list of globs passes the text. A glob that starts with `!` excludes and takes precedence. A list of
 * exclusions only passes everything else. A missing text passes only such a list.
 */
export const globsMatch = (globs: readonly string[], text: string | undefined): boolean => {
  const excludes = globs.filter((glob) => glob.startsWith('!'));
  const includes = globs.filter((glob) => !glob.startsWith('!'));
  if (text === undefined) return includes.length === 0;
  if (excludes.some((glob) => globMatches(glob.slice(1), text))) return false;
  return includes.length === 0 || includes.some((glob) => globMatches(glob, text));
};

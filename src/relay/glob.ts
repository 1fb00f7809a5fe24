/**
 * Does text match a pattern of literals, `*` (any run) and `?` (any one character)? Case counts.
 * Time grows with the product of the lengths at worst: no pattern can be made to hang it.
 */
export const globMatches = (pattern: string, text: string): boolean => {
  let at = 0;
  let star = -1;
  let resume = 0;
  let place = 0;
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place++;
      resume = at;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === text[at])) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
};

/**
 * Does a list of globs let the text through? One that starts with `!` excludes, whatever the others say; a list of
 * exclusions only lets everything else through. A missing text passes only such a list.
 */
export const globsMatch = (globs: readonly string[], text: string | undefined): boolean => {
  const excludes = globs.filter((glob) => glob.startsWith('!'));
  const includes = globs.filter((glob) => !glob.startsWith('!'));
  if (text === undefined) return includes.length === 0;
  if (excludes.some((glob) => globMatches(glob.slice(1), text))) return false;
  return includes.length === 0 || includes.some((glob) => globMatches(glob, text));
};

/** The most edits of a misspelt word. */
const MAX_EDITS = 3;

/** The share of the longer word that must be the same, so that `off` does not match `on`. */
const MIN_SIMILARITY = 0.5;

/** Longer words are not compared: the time grows with the product of the lengths. */
const MAX_CHARS = 100;

/**
 * The number of edits between two words: inserted, deleted, replaced and swapped neighbouring characters.
 * @see https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance (optimal string alignment)
 */
const editsBetween = (a: string, b: string): number => {
  let [older, previous] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (older[j - 2] ?? 0) + 1 : replaced;
      row[j] = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced, swapped);
    }
    [older, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
};

/** A shorter word is part of too many others. */
const MIN_PART_CHARS = 3;

/**
 * The candidate that a misspelt word most probably means, whatever its case: the one with the fewest edits, or else the
 * first that contains the word or is part of it.
 * @returns `undefined` if there is none. Among equally near ones the first is returned.
 */
export const closest = (word: string, all: Iterable<string>): string | undefined => {
  if (word.length > MAX_CHARS) return undefined;
  const candidates = [...all];
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const length = Math.max(word.length, candidate.length);
    if (Math.abs(word.length - candidate.length) > MAX_EDITS) continue;
    const edits = editsBetween(word.toLowerCase(), candidate.toLowerCase());
    const isNear = edits <= MAX_EDITS && (length - edits) / length >= MIN_SIMILARITY;
    if (isNear && (!best || edits < best.edits)) best = { candidate, edits };
  }
  if (best || word.length < MIN_PART_CHARS) return best?.candidate;
  return candidates.find((candidate) => {
    const [a, b] = [candidate.toLowerCase(), word.toLowerCase()];
    return a.includes(b) || (a.length >= MIN_PART_CHARS && b.includes(a));
  });
};

/** The end of a message about a misspelt word: ` (did you mean failed?)`, or nothing if no candidate is near. */
export const didYouMean = (word: string, candidates: Iterable<string>): string => {
  const candidate = closest(word, candidates);
  return candidate === undefined ? '' : ` (did you mean ${candidate}?)`;
};

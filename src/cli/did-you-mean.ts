/** Edits from one text to the other: insertions, deletions, replacements, and swaps of neighbours. */
const distance = (a: string, b: string): number => {
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row?.[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const isSwap = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swapped = isSwap ? (before?.[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min(replaced, swapped, (row?.[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row?.at(-1) ?? 0;
};

const MAX_CHARS = 100;

/** The most similar name, if it differs in at most a third of its characters or one contains the other. */
export const similarName = (name: string, names: Iterable<string>): string | undefined => {
  const wanted = name.slice(0, MAX_CHARS).toLowerCase();
  const scored = [...new Set(names)].map((each) => {
    const other = each.slice(0, MAX_CHARS).toLowerCase();
    const isPart = wanted.length > 2 && other.length > 2 && (other.includes(wanted) || wanted.includes(other));
    return { each, edits: distance(wanted, other), isPart };
  });
  const close = scored.filter(({ each, edits, isPart }) => isPart || edits <= Math.max(1, each.length / 3));
  return close.sort((a, b) => a.edits - b.edits)[0]?.each;
};

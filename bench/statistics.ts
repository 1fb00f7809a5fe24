const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** The value below which this share of the values lies. @throws Error if there are no values. */
export const quantile = (values: readonly number[], share: number): number => {
  const ordered = sorted(values);
  const value = ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
  if (value === undefined) throw new Error('no values');
  return value;
};

/** @throws Error if there are no values. */
export const median = (values: readonly number[]): number => {
  const upper = quantile(values, 0.5);
  return values.length % 2 === 1 ? upper : (upper + (sorted(values)[values.length / 2 - 1] ?? upper)) / 2;
};

/** Median of the ratios of two series whose nth values were measured in the same round. Slow rounds slow both. */
export const pairedRatio = (values: readonly number[], baseline: readonly number[]): number =>
  median(values.map((value, round) => value / (baseline[round] ?? Number.NaN)));

/** Fisher-Yates. @param random in [0, 1) */
export const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] => {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
};

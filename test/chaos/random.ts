/** A seeded source of random numbers (mulberry32): the same seed gives the same run. */
export interface Chance {
  /** From 0 up to 1, without 1. */
  next(): number;
  /** True with this probability. */
  hits(probability: number): boolean;
  /** A whole number from 0 up to `end`, without `end`. */
  below(end: number): number;
  shuffled<Item>(items: readonly Item[]): Item[];
  /** An identifier of 24 hexadecimal digits. */
  id(): string;
}

export const seededChance = (seed: number): Chance => {
  let state = seed >>> 0;
  const nextWord = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => nextWord() / 2 ** 32;
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    hits: (probability) => next() < probability,
    below,
    shuffled: (items) => {
      const shuffled = [...items];
      for (let at = shuffled.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [shuffled[at], shuffled[other]] = [
          shuffled[other] as (typeof shuffled)[0],
          shuffled[at] as (typeof shuffled)[0],
        ];
      }
      return shuffled;
    },
    id: () => Array.from({ length: 3 }, () => nextWord().toString(16).padStart(8, '0')).join(''),
  };
};

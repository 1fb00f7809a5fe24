/** `1 failure`, `3 failures`. `many` is the plural where it is not the noun with an `s`. */
export const counted = (count: number, noun: string, many = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : many}`;

/** `2nd`, `3rd`, `11th`. */
export const ordinal = (count: number): string => {
  const suffix = ['th', 'st', 'nd', 'rd'][count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10] ?? 'th';
  return `${count}${suffix}`;
};

/** `+2 more commits`, or `undefined` if all are shown. */
export const more = (left: number, noun: string): string | undefined =>
  left > 0 ? `+${counted(left, `more ${noun}`)}` : undefined;

/** `a, b, c, +2 more`: at most `max` names. */
export const namesText = (names: readonly string[], max: number): string =>
  [...names.slice(0, max), ...(names.length > max ? [`+${names.length - max} more`] : [])].join(', ');

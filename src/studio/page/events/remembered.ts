import { useEffect, useState } from 'preact/hooks';

/** The JSON that the browser keeps under a key; `undefined` if there is none, or if it is not JSON. */
const stored = (key: string): unknown => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return undefined;
  }
};

/**
 * State that the browser keeps for the next visit.
 * @param read makes a valid value of whatever is stored, also of `undefined` and of what an older version stored.
 */
export const useRemembered = <Value>(
  key: string,
  read: (value: unknown) => Value,
): [Value, (change: (old: Value) => Value) => void] => {
  const [value, setValue] = useState(() => read(stored(key)));
  useEffect(() => localStorage.setItem(key, JSON.stringify(value)), [key, value]);
  return [value, setValue];
};

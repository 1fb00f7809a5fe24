import { loadPlatforms } from '../platforms/index.ts';

/** A size of a rendered message and the platform's limit for it. */
export interface Size {
  readonly of: string;
  readonly size: number;
  readonly limit: number;
}

/** Measures a rendered message in the units that its platform limits. */
export const measure = async (name: string, body: string): Promise<Size[]> => {
  const platform = (await loadPlatforms()).find((each) => each.name === name);
  return (platform?.limits ?? []).map(({ of, max, measure: size }) => ({ of, size: size(body), limit: max }));
};

/** `1200 of 28672 bytes`. */
export const sizeWords = (sizes: readonly Size[]): string =>
  sizes.map(({ of, size, limit }) => `${size} of ${limit} ${of}`).join(', ');

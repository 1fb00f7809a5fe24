import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * An identifier made from what identifies a thing: `prefix_` and 26 letters and digits (130 bits of SHA-256 in base 32).
 * The same parts always give the same identifier.
 */
export const stableId = (prefix: string, parts: readonly string[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest();
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let place = 0; place < 26; place++) {
    id += ALPHABET[Number(bits & 31n)];
    bits >>= 5n;
  }
  return `${prefix}_${id}`;
};

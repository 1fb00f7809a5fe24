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

/**
 * An event's own id, where EventBridge gave it one, in letters, digits and `-_.:` and at most 100 characters; anything
 * else that stands in its place is hashed. `undefined` where there is none.
 */
export const eventIdentity = (id: string | null | undefined): string | undefined => {
  if (!id?.trim()) return undefined;
  return /^[\w.:-]{1,100}$/.test(id) ? id : stableId('event', [id]);
};

/** One identity for both forms of a manual approval: the action's own message and its state change. */
export const approvalIdentity = (token: string): string => stableId('approval', [token]);

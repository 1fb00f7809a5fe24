import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * A stable identifier of the given parts: `prefix_` and 26 letters and digits (130 bits of SHA-256 in base 32).
 * The same parts always give the same identifier, which is a key in the table: its form must not change.
 */
export const stableId = (prefix: string, parts: readonly string[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest();
  let bits = 0n;
  for (const byte of bytes.subarray(0, 17)) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let length = 0; length < 26; length++) {
    id += ALPHABET[Number(bits & 31n)];
    bits >>= 5n;
  }
  return `${prefix}_${id}`;
};

/**
 * The id of an event: at most 100 letters, digits and `-_.:`. Any other text is hashed. `undefined` if the event has no
 * id.
 */
export const eventIdentity = (id: string | null | undefined): string | undefined => {
  if (!id?.trim()) return undefined;
  return /^[\w.:-]{1,100}$/.test(id) ? id : stableId('event', [id]);
};

/** The identity of a manual approval, the same for the action's own message and for its state change. */
export const approvalIdentity = (token: string): string => stableId('approval', [token]);

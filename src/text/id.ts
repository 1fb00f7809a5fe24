import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * A stable identifier of the given parts: `prefix_` and 26 letters and digits (130 bits of SHA-256 in base 32).
 * The same parts always give the same identifier, which is a key in the table: its form must not change.
 */
export const stableId = (prefix: string, parts: readonly string[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest();
  let id = '';
  let bits = 0;
  let count = 0;
  // The 17 bytes are one number, of which the lowest five bits come first.
  for (const byte of bytes.subarray(0, 17).reverse()) {
    bits |= byte << count;
    for (count += 8; count >= 5 && id.length < 26; count -= 5) {
      id += ALPHABET[bits & 31];
      bits >>= 5;
    }
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

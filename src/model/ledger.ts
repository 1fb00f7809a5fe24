/**
 * Records deliveries, so that two copies of one event make one message.
 * It never rejects. If the table is unavailable every delivery passes: a duplicate is better than a loss.
 */
export interface Ledger {
  /**
   * Claims a delivery for one attempt.
   * @returns `taken` if another attempt holds the claim, `delivered` if it was delivered before.
   */
  claim(deliveryId: string): Promise<'claimed' | 'taken' | 'delivered'>;
  /** Records that the claimed delivery was delivered. */
  confirm(deliveryId: string): Promise<void>;
  /** Releases the claim, so that the next attempt can take it. */
  release(deliveryId: string): Promise<void>;
  /** Records that the attempt of this key ended at `time` (ISO 8601). */
  conclude(thread: readonly string[], time: string): Promise<void>;
  /** Resolves to `true` if the attempt of this key ended at `time` or later. */
  concluded(thread: readonly string[], time: string): Promise<boolean>;
}

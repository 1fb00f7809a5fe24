/**
 * What the relay remembers of its deliveries, so that two copies of one event make one post.
 * It never rejects. When it cannot be asked it lets everything pass: a duplicate is better than a loss.
 */
export interface Ledger {
  /**
   * Takes a delivery for one try.
   * @returns `taken` if another try has it right now, `delivered` if it has arrived before.
   */
  claim(deliveryId: string): Promise<'claimed' | 'taken' | 'delivered'>;
  /** Notes that the claimed delivery has arrived. */
  confirm(deliveryId: string): Promise<void>;
  /** Gives the claim up, so that the next try finds none. */
  release(deliveryId: string): Promise<void>;
  /** Notes that what this thread tells of ended at `time` (ISO 8601). */
  conclude(thread: readonly string[], time: string): Promise<void>;
  /** Has what this thread tells of ended at `time` or later? */
  concluded(thread: readonly string[], time: string): Promise<boolean>;
}

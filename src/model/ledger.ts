import type { LaneState } from './lane-state.ts';
import type { Summary } from './summary.ts';

/** What the table knows about a delivery. */
export type DeliveryRow =
  /** The receiver accepted it. */
  | { readonly state: 'delivered' }
  /** It moved to a lane of its own. */
  | { readonly state: 'aside' }
  /** A summary tells it, or will tell it. */
  | { readonly state: 'summary'; readonly summary: string };

export interface LaneRow {
  readonly state: LaneState;
  /** End of the pause that the target asked for, in epoch milliseconds. */
  readonly pausedUntil?: number | undefined;
}

/** An attempt that ended, and when, as ISO 8601. */
export interface Ended {
  readonly attempt: readonly string[];
  readonly time: string;
}

/** What a batch needs to know. */
export interface Wanted {
  readonly deliveries: readonly string[];
  readonly lanes: readonly string[];
  /** Keys of attempts whose end makes a notification out of date. */
  readonly attempts: readonly (readonly string[])[];
}

/** The rows that could be read. What is missing does not exist, or the table did not return it. */
export interface Snapshot {
  /** The table returned every row that exists. */
  readonly isComplete: boolean;
  delivery(id: string): DeliveryRow | undefined;
  lane(name: string): LaneRow | undefined;
  /** When the attempt of this key ended, as ISO 8601. */
  end(attempt: readonly string[]): string | undefined;
}

/**
 * Records deliveries and the state of lanes, so that two copies of one event make one message.
 * It never rejects. If the table is unavailable every delivery passes: a duplicate is better than a loss.
 */
export interface Ledger {
  /** Reads all rows of a batch in one call. At most 100 rows. */
  read(wanted: Wanted): Promise<Snapshot>;
  /** Records that the receiver accepted the delivery, and in the same call that the attempt ended that it reports. */
  delivered(deliveryId: string, ended?: Ended): Promise<void>;
  /** Records that the delivery moves to a lane of its own. */
  aside(deliveryId: string): Promise<void>;
  /** Records the end of an attempt. */
  conclude(ended: Ended): Promise<void>;
  /** Replaces the state of a lane; an empty state removes it. @returns whether it was stored. */
  save(lane: string, state: LaneState): Promise<boolean>;
  /**
   * Reads summaries. The map holds `told` for one that was posted, and `closed` for one whose content is in its
   * message alone.
   * @returns `undefined` if the table failed.
   */
  summaries(ids: readonly string[]): Promise<ReadonlyMap<string, Summary | 'told' | 'closed'> | undefined>;
  /**
   * Stores a summary and, as one transaction, that it tells these deliveries.
   * @param version that of the stored summary, or 0 if it is new.
   * @returns whether both are stored. If not, neither is, or the answer was lost.
   */
  fold(summary: Summary, version: number, deliveries: readonly string[]): Promise<boolean>;
  /** Records that the content of a summary is final: it is in a dead letter, or in a lane of its own. */
  close(summaryId: string): Promise<void>;
  /** Extends the pause of a lane to `until`, in epoch milliseconds. A longer pause stays. */
  pause(lane: string, until: number): Promise<void>;
}

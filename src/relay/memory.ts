import type { LaneState } from '../model/lane-state.ts';
import type { Ended } from '../model/ledger.ts';

/** Deliveries, ends of attempts and lanes that a container remembers. */
const MAX_REMEMBERED = 2000;

/**
 * What one container remembers between its batches. It prevents duplicates while the table is unavailable, as far as one
 * container can.
 */
export interface Memory {
  isDelivered(deliveryId: string): boolean;
  noteDelivered(deliveryId: string): void;
  /** When the attempt of this key ended, as ISO 8601. */
  end(attempt: readonly string[]): string | undefined;
  noteEnd(ended: Ended): void;
  /** The latest state of a lane that this container knows. */
  readonly lanes: Map<string, LaneState>;
  /** End of each target's pause, in epoch milliseconds. */
  readonly pauses: Map<string, number>;
  /** The depth of the queue when it was read last. */
  readonly depth: { readAt: number; isTooDeep: boolean };
}

/** Removes the oldest entries. */
const trim = (entries: Map<string, unknown> | Set<string>): void => {
  for (const key of entries.keys()) {
    if (entries.size <= MAX_REMEMBERED) return;
    entries.delete(key);
  }
};

export const createMemory = (): Memory => {
  const delivered = new Set<string>();
  const ends = new Map<string, string>();
  const lanes = new Map<string, LaneState>();
  return {
    lanes,
    pauses: new Map(),
    depth: { readAt: Number.NEGATIVE_INFINITY, isTooDeep: false },
    isDelivered: (deliveryId) => delivered.has(deliveryId),
    noteDelivered(deliveryId) {
      delivered.add(deliveryId);
      trim(delivered);
      trim(lanes);
    },
    end: (attempt) => ends.get(JSON.stringify(attempt)),
    noteEnd({ attempt, time }) {
      ends.set(JSON.stringify(attempt), time);
      trim(ends);
    },
  };
};

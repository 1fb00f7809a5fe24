import { type LaneKind, parseLane } from '../model/lane.ts';
import type { LaneState, Pace } from '../model/lane-state.ts';
import type { Ledger, Snapshot } from '../model/ledger.ts';
import type { Memory } from './memory.ts';
import { isForgotten } from './pace.ts';
import type { Received } from './received.ts';

/** The state of one lane during a batch. */
export interface LaneMemo {
  readonly name: string;
  readonly target: string;
  readonly kind: LaneKind;
  /** The state as it is now, with the changes of this batch. */
  readonly state: LaneState;
  /** How often the queue had handed out a message when it was last returned; 0 if it was not. */
  notedReceives(messageId: string): number;
  /** Attempts at a message in this lane, and before it was set aside. */
  attempts(message: Received): number;
  countAttempt(message: Received): void;
  change(changes: Partial<LaneState>): void;
  /** End of the pause that the target asked for, in epoch milliseconds; 0 without one. */
  pausedUntil(): number;
  /** Extends the pause of the target, for all its lanes. */
  pause(until: number): Promise<void>;
  /** Stores the state if it has changed. @returns whether the table has it. */
  save(): Promise<boolean>;
}

export interface MemoPorts {
  readonly ledger: Ledger;
  readonly memory: Memory;
  now(): Date;
}

const withoutOldPace = (state: LaneState, now: number): LaneState => {
  const { pace, ...rest } = state;
  return pace && isForgotten(pace, state.sentAt, now) ? rest : state;
};

/** What is worth storing: fields with a value. Without a pace, the time of the latest request is not needed. */
const compact = ({ sentAt, ...state }: LaneState): LaneState => {
  const entries = Object.entries({ ...state, ...(state.pace && { sentAt }) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== 0));
};

/** Opens a lane with the state that the table has, or the one that this container remembers if the table failed. */
export const openLane = (name: string, snapshot: Snapshot, { ledger, memory, now }: MemoPorts): LaneMemo => {
  const { target, kind } = parseLane(name);
  const row = snapshot.lane(name);
  const stored = row?.state ?? (snapshot.isComplete ? {} : (memory.lanes.get(name) ?? {}));
  let state = withoutOldPace(stored, now().getTime());
  let saved = JSON.stringify(compact(stored));
  return {
    name,
    target,
    kind,
    get state() {
      return state;
    },
    notedReceives: (messageId) => stored.receives?.[messageId] ?? 0,
    attempts: ({ messageId, failedAttempts = 0 }) => failedAttempts + (state.attempts?.[messageId] ?? 0),
    countAttempt({ messageId }) {
      state = { ...state, attempts: { ...state.attempts, [messageId]: (state.attempts?.[messageId] ?? 0) + 1 } };
    },
    change(changes) {
      state = { ...state, ...changes };
    },
    pausedUntil: () =>
      Math.max(row?.pausedUntil ?? 0, snapshot.lane(target)?.pausedUntil ?? 0, memory.pauses.get(target) ?? 0),
    async pause(until) {
      memory.pauses.set(target, Math.max(until, memory.pauses.get(target) ?? 0));
      await ledger.pause(target, until);
    },
    async save() {
      const next = compact(state);
      const text = JSON.stringify(next);
      memory.lanes.set(name, next);
      if (text === saved) return true;
      const isStored = await ledger.save(name, next);
      if (isStored) saved = text;
      return isStored;
    },
  };
};

/** The pace of a lane. Approvals and messages set aside are too few to need one. */
export const paceOf = ({ kind, state }: LaneMemo): Pace | undefined => (kind === 'main' ? state.pace : undefined);

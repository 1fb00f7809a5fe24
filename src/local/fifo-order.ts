import { Heap } from './heap.ts';
import type { Entry, MessageGroup } from './message-group.ts';

/** The order of a FIFO queue: its messages from the oldest on, and the groups that can hand out messages. */
export class FifoOrder {
  size = 0;
  readonly #limit: number;
  readonly #random: () => number;
  readonly #pauseMs: number;
  /** From the oldest on, with messages that are gone until the next compaction. */
  #entries: Entry[] = [];
  #head = 0;
  /** How many of the entries have been admitted to the searched ones. */
  #admitted = 0;
  #searched = 0;
  readonly #ready: MessageGroup[] = [];
  readonly #blocked = new Heap<{ at: number; group: MessageGroup }>();

  /**
   * @param limit how many of the oldest messages are searched.
   * @param pauseMs least time from one receive of a group to its next.
   */
  constructor(limit: number, random: () => number, pauseMs: number) {
    this.#limit = limit;
    this.#pauseMs = pauseMs;
    this.#random = random;
  }

  get oldest(): Entry | undefined {
    while (this.#entries[this.#head]?.gone) this.#head += 1;
    return this.#entries[this.#head];
  }

  list(): Entry[] {
    return this.#entries.filter(({ gone }) => !gone);
  }

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.size += 1;
    this.#admit();
  }

  /** Removes a message. If its group waited only for it, the group is ready. */
  remove(entry: Entry, now: number): void {
    const { group } = entry;
    group.remove(entry);
    this.size -= 1;
    if (entry.searched) this.#searched -= 1;
    if (group.isBlocked) this.block(group, now);
    else this.#release(group);
    this.#admit();
    if (this.#entries.length > 1000 && this.size * 2 < this.#entries.length) {
      this.#entries = this.list();
      this.#head = 0;
      this.#admitted = this.#searched;
    }
  }

  /** Chooses a group that can hand out messages, which then counts as blocked. */
  take(): MessageGroup | undefined {
    const at = Math.floor(this.#random() * this.#ready.length);
    const group = this.#ready[Math.min(at, this.#ready.length - 1)];
    if (group) this.#unready(group);
    return group;
  }

  /** Blocks a group until all messages of its latest receive are visible again, and its pause is over. */
  block(group: MessageGroup, now: number): void {
    const ends = group.taken.map(({ message }) => message.visibleAt.getTime());
    group.readyAt = Math.max(group.receivedAt + this.#pauseMs, ...ends);
    group.isBlocked = group.readyAt > now;
    if (!group.isBlocked) this.#release(group);
    else if (group.queuedAt !== group.readyAt) {
      group.queuedAt = group.readyAt;
      this.#blocked.push({ at: group.readyAt, group });
    }
  }

  /** Releases the groups whose messages have become visible by `now`. */
  advance(now: number): void {
    for (let next = this.#nextBlocked(); next && next.at <= now; next = this.#nextBlocked()) {
      this.#popBlocked();
      this.#release(next.group);
    }
  }

  /** When the next group can hand out messages, in epoch milliseconds. */
  nextAt(now: number): number | undefined {
    return this.#ready.length > 0 ? now : this.#nextBlocked()?.at;
  }

  /** The group that is released first. Removes outdated entries. */
  #nextBlocked(): { at: number; group: MessageGroup } | undefined {
    for (;;) {
      const next = this.#blocked.peek();
      if (!next || (next.group.readyAt === next.at && next.group.isBlocked)) return next;
      this.#popBlocked();
    }
  }

  #popBlocked(): void {
    const popped = this.#blocked.pop();
    if (popped && popped.group.queuedAt === popped.at) popped.group.queuedAt = 0;
  }

  #admit(): void {
    for (; this.#searched < this.#limit && this.#admitted < this.#entries.length; this.#admitted++) {
      const entry = this.#entries[this.#admitted] as Entry;
      if (entry.gone) continue;
      entry.searched = true;
      this.#searched += 1;
      if (!entry.group.isBlocked) this.#release(entry.group);
    }
  }

  #release(group: MessageGroup): void {
    group.taken = [];
    group.isBlocked = false;
    const isReady = group.first?.searched === true;
    if (isReady && group.place < 0) group.place = this.#ready.push(group) - 1;
    if (!isReady && group.place >= 0) this.#unready(group);
  }

  #unready(group: MessageGroup): void {
    const last = this.#ready.pop();
    if (last && last !== group) {
      last.place = group.place;
      this.#ready[group.place] = last;
    }
    group.place = -1;
  }
}

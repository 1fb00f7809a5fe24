interface Ordered<Entry> {
  readonly entry: Entry;
  readonly at: number;
  readonly nth: number;
}

const isBefore = (a: Ordered<unknown>, b: Ordered<unknown>): boolean => a.at < b.at || (a.at === b.at && a.nth < b.nth);

/**
 * A binary heap: adding an entry, and removing the one with the least `at`, take logarithmic time. Of entries with the
 * same `at` the one that was added first comes first.
 */
export class Heap<Entry extends { readonly at: number }> {
  readonly #entries: Ordered<Entry>[] = [];
  #pushed = 0;

  /** The entry with the least `at`. */
  peek(): Entry | undefined {
    return this.#entries[0]?.entry;
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    const added = { entry, at: entry.at, nth: this.#pushed++ };
    let index = entries.push(added) - 1;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = entries[parent] as Ordered<Entry>;
      if (isBefore(above, added)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = added;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first?.entry;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const right = entries[child + 1];
      if (right && isBefore(right, entries[child] as Ordered<Entry>)) child += 1;
      const below = entries[child];
      if (!below || isBefore(last, below)) break;
      entries[index] = below;
      index = child;
    }
    entries[index] = last;
    return first?.entry;
  }
}

/** Things by their id, the oldest first, of which only the newest are kept; it knows what has changed. */
export interface BoundedMap<Item extends { readonly id: string }> {
  readonly items: readonly Item[];
  get(id: string): Item | undefined;
  /** Adds it, or puts it in the place of the one with its id. */
  put(item: Item): void;
  /** What is new, changed or forgotten since it was last asked. */
  takeChanges(): { changed: Item[]; forgotten: string[] };
}

export const createBoundedMap = <Item extends { readonly id: string }>(max: number): BoundedMap<Item> => {
  const items = new Map<string, Item>();
  const changed = new Set<string>();
  const forgotten = new Set<string>();
  return {
    get items() {
      return [...items.values()];
    },
    get: (id) => items.get(id),
    put(item) {
      items.set(item.id, item);
      changed.add(item.id);
      const [oldest] = items.keys();
      if (items.size <= max || oldest === undefined) return;
      items.delete(oldest);
      changed.delete(oldest);
      forgotten.add(oldest);
    },
    takeChanges() {
      const found = [...changed].flatMap((id) => items.get(id) ?? []);
      const gone = [...forgotten];
      changed.clear();
      forgotten.clear();
      return { changed: found, forgotten: gone };
    },
  };
};

/** Items by id, the oldest first. It keeps the newest items only, and records what has changed. */
export interface BoundedMap<Item extends { readonly id: string }> {
  readonly items: readonly Item[];
  get(id: string): Item | undefined;
  /** Adds an item, or replaces the one with its id in its place. */
  put(item: Item): void;
  /** The items that were added or changed, and the ids of those that were dropped, since the last call. */
  takeChanges(): { changed: Item[]; dropped: string[] };
}

/** @param max how many items are kept. */
export const createBoundedMap = <Item extends { readonly id: string }>(max: number): BoundedMap<Item> => {
  const items = new Map<string, Item>();
  const changed = new Set<string>();
  const dropped = new Set<string>();
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
      dropped.add(oldest);
    },
    takeChanges() {
      const changes = { changed: [...changed].flatMap((id) => items.get(id) ?? []), dropped: [...dropped] };
      changed.clear();
      dropped.clear();
      return changes;
    },
  };
};

import { useEffect, useState } from 'preact/hooks';
import type { FlowPatch, FlowSnapshot } from '../../flow-api.ts';

const merged = <Item extends { readonly id: string }>(
  old: readonly Item[],
  changed: readonly Item[] = [],
  dropped: ReadonlySet<string>,
): readonly Item[] => {
  const items = new Map(old.map((item) => [item.id, item]));
  for (const item of changed) items.set(item.id, item);
  for (const id of dropped) items.delete(id);
  return [...items.values()];
};

/** A snapshot with a patch applied. */
const patched = (old: FlowSnapshot, { dropped, ...patch }: FlowPatch): FlowSnapshot => {
  const ids = new Set(dropped);
  return {
    ...old,
    ...patch,
    events: merged(old.events, patch.events, ids),
    deliveries: merged(old.deliveries, patch.deliveries, ids),
  };
};

export interface LiveFlow {
  readonly flow: FlowSnapshot | undefined;
  /** How far the relay's clock is ahead of the browser's, in milliseconds. */
  readonly aheadMs: number;
  readonly connected: boolean;
}

/** The state of the flow, updated by Server-Sent Events. */
export const useFlow = (): LiveFlow => {
  const [live, setLive] = useState<LiveFlow>({ flow: undefined, aheadMs: 0, connected: false });
  useEffect(() => {
    const source = new EventSource('/api/flow/events');
    const take = (next: (old: FlowSnapshot | undefined) => FlowSnapshot | undefined) =>
      setLive(({ flow }) => {
        const changed = next(flow);
        return { flow: changed, aheadMs: changed ? Date.parse(changed.now) - Date.now() : 0, connected: true };
      });
    source.addEventListener('snapshot', ({ data }) => take(() => JSON.parse(data)));
    source.addEventListener('patch', ({ data }) => take((old) => old && patched(old, JSON.parse(data))));
    source.addEventListener('error', () => setLive((old) => ({ ...old, connected: false })));
    return () => source.close();
  }, []);
  return live;
};

/** The browser's clock, updated twice a second while `ticks` is set. */
export const useClock = (ticks: boolean): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!ticks) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticks]);
  return now;
};

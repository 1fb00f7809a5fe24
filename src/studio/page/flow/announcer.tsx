import { useEffect, useRef, useState } from 'preact/hooks';
import type { FlowDelivery } from '../../flow-api.ts';
import { announcement } from './counts.ts';

/** What is on its way changes too often to be read out. */
const TOLD: ReadonlySet<string> = new Set(['waiting', 'delivered', 'dead', 'skipped']);

/** Says to screen readers what has become of deliveries. */
export const Announcer = ({ deliveries }: { deliveries: readonly FlowDelivery[] }) => {
  const known = useRef(new Map(deliveries.map(({ id, state }) => [id, state])));
  const [said, setSaid] = useState('');
  useEffect(() => {
    const changed = deliveries.filter(({ id, state }) => known.current.get(id) !== state);
    known.current = new Map(deliveries.map(({ id, state }) => [id, state]));
    const news = changed.filter(({ state }) => TOLD.has(state)).map(announcement);
    if (news.length > 0) setSaid(news.join('. '));
  }, [deliveries]);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
};

import { useEffect, useRef, useState } from 'preact/hooks';
import type { FlowDelivery } from '../../flow-api.ts';
import { announcement } from './counts.ts';

/** States that are announced. The others change too often. */
const ANNOUNCED: ReadonlySet<string> = new Set(['waiting', 'delivered', 'dead', 'skipped']);

/** Announces changed deliveries to screen readers. */
export const Announcer = ({ deliveries }: { deliveries: readonly FlowDelivery[] }) => {
  const known = useRef(new Map(deliveries.map(({ id, state }) => [id, state])));
  const [text, setText] = useState('');
  useEffect(() => {
    const changed = deliveries.filter(({ id, state }) => known.current.get(id) !== state);
    known.current = new Map(deliveries.map(({ id, state }) => [id, state]));
    const news = changed.filter(({ state }) => ANNOUNCED.has(state)).map(announcement);
    if (news.length > 0) setText(news.join('. '));
  }, [deliveries]);
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  );
};

import { useState } from 'preact/hooks';
import type { FlowDelivery, FlowEvent, FlowSnapshot } from '../../flow-api.ts';
import { clockTime, duration, plural } from '../parts/time.ts';
import type { Scheme } from '../state/theme.ts';
import { STATES } from './counts.ts';
import { Payload } from './payload.tsx';

const Life = ({ delivery }: { delivery: FlowDelivery }) => (
  <ol class="life">
    {delivery.steps.map(({ at, kind, words, ms }, index) => (
      <li key={index} class={kind}>
        <time dateTime={at}>{clockTime(at)}</time> <span>{words}</span>
        {ms !== undefined && <small> {ms} ms</small>}
      </li>
    ))}
  </ol>
);

const Delivery = ({ delivery, now, scheme }: { delivery: FlowDelivery; now: number; scheme: Scheme }) => {
  const [open, setOpen] = useState(false);
  const { target, platform, state, until, words, attempt } = delivery;
  const { words: said, tone } = STATES[state];
  const left = until ? Date.parse(until) - now : 0;
  return (
    <li>
      <details class="delivery" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <b>{target}</b>
          <span class="tag">{platform ?? '?'}</span>
          <span class={`chip ${tone}`}>
            {said}
            {state === 'waiting' && ` ${duration(left)}`}
          </span>
          <small>
            {attempt > 1 && `${plural(attempt, 'try', 'tries')}`}
            {attempt > 1 && words && ', '}
            {words}
          </small>
        </summary>
        {open && (
          <div class="delivery-inside">
            <Life delivery={delivery} />
            <Payload id={delivery.id} scheme={scheme} />
          </div>
        )}
      </details>
    </li>
  );
};

const EventRow = ({
  event,
  flow,
  now,
  scheme,
}: {
  event: FlowEvent;
  flow: FlowSnapshot;
  now: number;
  scheme: Scheme;
}) => {
  const deliveries = flow.deliveries.filter((delivery) => delivery.event === event.id);
  return (
    <li class="event">
      <header>
        <span aria-hidden="true">{event.icon}</span>
        <h4>{event.headline}</h4>
        <time dateTime={event.at}>{clockTime(event.at)}</time>
      </header>
      {event.state === 'unrouted' && (
        <p class="trouble small">
          Unrouted{event.trouble && `: ${event.trouble}`}
          {event.until && `; tried again in ${duration(Date.parse(event.until) - now)}`}
        </p>
      )}
      {event.state === 'routed' && deliveries.length === 0 && <p class="hint">Nobody asked for it.</p>}
      <ul class="deliveries">
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} now={now} scheme={scheme} />
        ))}
      </ul>
    </li>
  );
};

/** How many events are shown; the newest are. */
const SHOWN = 50;

/** What was published, the newest first, and what became of it at each target. */
export const Deliveries = ({ flow, now, scheme }: { flow: FlowSnapshot; now: number; scheme: Scheme }) => (
  <section class="panel events-list" aria-labelledby="events-list">
    <h3 id="events-list">Events and their deliveries</h3>
    {flow.events.length === 0 && (
      <p class="empty">
        Nothing has been published yet. Publish the event, and each target that asked for it gets a delivery here.
      </p>
    )}
    <ul>
      {flow.events
        .slice(-SHOWN)
        .reverse()
        .map((event) => (
          <EventRow key={event.id} event={event} flow={flow} now={now} scheme={scheme} />
        ))}
    </ul>
  </section>
);

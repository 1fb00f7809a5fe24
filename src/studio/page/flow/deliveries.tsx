import { useState } from 'preact/hooks';
import type { FlowDelivery, FlowEvent, FlowSnapshot } from '../../flow-api.ts';
import { clockTime, duration, plural } from '../parts/time.ts';
import type { Scheme } from '../state/theme.ts';
import { STATES } from './counts.ts';
import { Payload } from './payload.tsx';
import { TimeAxis } from './time-axis.tsx';

const Steps = ({ delivery }: { delivery: FlowDelivery }) => (
  <ol class="steps">
    {delivery.steps.map(({ at, kind, text, ms }, index) => (
      <li key={index} class={kind}>
        <time dateTime={at}>{clockTime(at)}</time> <span>{text}</span>
        {ms !== undefined && <small> {ms} ms</small>}
      </li>
    ))}
  </ol>
);

const Delivery = ({ delivery, now, scheme }: { delivery: FlowDelivery; now: number; scheme: Scheme }) => {
  const [open, setOpen] = useState(false);
  const { target, platform, state, until, reasonText, attempt } = delivery;
  const { label, tone } = STATES[state];
  const left = until ? Date.parse(until) - now : 0;
  return (
    <li>
      <details class="delivery" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <b>{target}</b>
          <span class="tag">{platform ?? '?'}</span>
          <span class={`chip ${tone}`}>
            {label}
            {state === 'waiting' && ` ${duration(left)}`}
          </span>
          <small>
            {attempt > 1 && `${plural(attempt, 'attempt')}`}
            {attempt > 1 && reasonText && ', '}
            {reasonText}
          </small>
        </summary>
        {open && (
          <div class="delivery-inside">
            <Steps delivery={delivery} />
            <Payload
              id={delivery.id}
              scheme={scheme}
              at={delivery.steps.findLast(({ kind }) => kind === 'delivered')?.at}
            />
          </div>
        )}
      </details>
      <TimeAxis delivery={delivery} now={now} />
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
        <p class="problem small">
          {event.problem} The event waits on the unrouted queue
          {event.until && `, and the next attempt is in ${duration(Date.parse(event.until) - now)}`}.
        </p>
      )}
      {event.state === 'routed' && deliveries.length === 0 && (
        <p class="hint">No target gets this event. Routing shows which filter stops it.</p>
      )}
      <ul class="deliveries">
        {deliveries.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} now={now} scheme={scheme} />
        ))}
      </ul>
    </li>
  );
};

/** How many events are shown: the newest. */
const SHOWN = 50;

/** The published events, the newest first, with their deliveries. */
export const Deliveries = ({ flow, now, scheme }: { flow: FlowSnapshot; now: number; scheme: Scheme }) => (
  <section class="panel events-list" aria-labelledby="events-list">
    <h3 id="events-list">Events and deliveries</h3>
    {flow.events.length === 0 && (
      <p class="empty">Nothing was published yet. Publish the event to see its way to each target here.</p>
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

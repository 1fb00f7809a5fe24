import type { EventView } from '../../api.ts';

/** The notification that the relay reads from the event. */
export const EventSummary = ({ event: { notification, source, summary, occasions } }: { event: EventView }) => (
  <section class="summary" aria-label="Facts of the event">
    <p class="visually-hidden" role="status">
      {summary}
    </p>
    <dl class="facts">
      <div>
        <dt>Source</dt>
        <dd>{source}</dd>
      </div>
      <div>
        <dt>Triggers</dt>
        <dd>{occasions.join(', ')}</dd>
      </div>
      {notification.level && (
        <div>
          <dt>Level</dt>
          <dd>{notification.level}</dd>
        </div>
      )}
      <div>
        <dt>Severity</dt>
        <dd>{notification.severity}</dd>
      </div>
    </dl>
  </section>
);

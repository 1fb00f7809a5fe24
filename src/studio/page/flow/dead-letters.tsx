import type { DeadLetterView } from '../../flow-api.ts';
import { clockTime, plural } from '../parts/time.ts';

/** The dead letters, with buttons to send them again. */
export const DeadLetters = ({
  deadLetters,
  onRedrive,
}: {
  deadLetters: readonly DeadLetterView[];
  /** Without an id: all dead letters. */
  onRedrive(id?: string): void;
}) => {
  if (deadLetters.length === 0) return null;
  return (
    <section class="panel dead" aria-labelledby="dead-letters">
      <header>
        <h3 id="dead-letters">{plural(deadLetters.length, 'dead letter')}</h3>
        <span class="spring" />
        <button type="button" onClick={() => onRedrive()}>
          Send all again
        </button>
      </header>
      <ul>
        {deadLetters.map(({ id, target, reason, reasonText, attempts, lastStatus, since, event }) => (
          <li key={id}>
            <div>
              <b>{event}</b>
              {target && <span> to {target}</span>}
              <small>
                <span class="chip bad">{reason}</span> {reasonText}
                {attempts !== undefined && `, ${plural(attempts, 'attempt')}`}
                {lastStatus !== undefined && `, last answer ${lastStatus}`}, {clockTime(since)}
              </small>
            </div>
            <button type="button" class="small" onClick={() => onRedrive(id)}>
              Send again
              <span class="visually-hidden">
                {' '}
                {event} {target && `to ${target}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

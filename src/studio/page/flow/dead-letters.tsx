import type { DeadLetterView } from '../../flow-api.ts';
import { clockTime, plural } from '../parts/time.ts';

/** What was given up, why, and how to send it again. */
export const DeadLetters = ({
  letters,
  onRedrive,
}: {
  letters: readonly DeadLetterView[];
  /** All of them, where no id is named. */
  onRedrive(id?: string): void;
}) => {
  if (letters.length === 0) return null;
  return (
    <section class="panel dead" aria-labelledby="dead-letters">
      <header>
        <h3 id="dead-letters">{plural(letters.length, 'dead letter')}</h3>
        <span class="spring" />
        <button type="button" onClick={() => onRedrive()}>
          Send all again
        </button>
      </header>
      <ul>
        {letters.map(({ id, target, reason, words, attempts, lastStatus, since, event }) => (
          <li key={id}>
            <div>
              <b>{event}</b>
              {target && <span> to {target}</span>}
              <small>
                <span class="chip bad">{reason}</span> {words}
                {attempts !== undefined && `, ${plural(attempts, 'try', 'tries')}`}
                {lastStatus !== undefined && `, last answer ${lastStatus}`}, {clockTime(since)}
              </small>
            </div>
            <button type="button" class="small" onClick={() => onRedrive(id)}>
              Send again
              <span class="unseen">
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

import type { FlowDelivery } from '../../flow-api.ts';
import { courseOf, GIVEN_UP_MS, positionOf, TICKS } from './axis.ts';

const at = (ageMs: number) => ({ insetInlineStart: `${positionOf(ageMs)}%` });

/** The attempts at a delivery over ten hours. The list of steps holds the same as text. */
export const TimeAxis = ({ delivery, now }: { delivery: FlowDelivery; now: number }) => {
  const course = courseOf(delivery, now);
  if (!course) return null;
  const { attempts, nowMs, nextMs, summary } = course;
  const isDead = delivery.state === 'dead';
  const end = nowMs ?? attempts.at(-1)?.ageMs ?? 0;
  return (
    <figure class="axis">
      <div class="axis-line" role="img" aria-label={`${delivery.target}: ${summary}`}>
        <span class="axis-past" style={{ inlineSize: `${positionOf(end)}%` }} />
        {attempts.map(({ ageMs, kind }, index) => (
          <span
            key={index}
            class={`axis-dot ${kind} ${isDead && index === attempts.length - 1 ? 'dead' : ''}`}
            style={at(ageMs)}
          />
        ))}
        {nextMs !== undefined && <span class="axis-dot next" style={at(nextMs)} />}
        {nowMs !== undefined && (
          <span class={`axis-now ${positionOf(nowMs) > 80 ? 'late' : ''}`} style={at(nowMs)}>
            <b>now</b>
          </span>
        )}
        {nowMs !== undefined && <span class="axis-dot dead end" style={at(GIVEN_UP_MS)} />}
        {TICKS.map(({ ageMs, label }) => (
          <span key={label} class={`axis-tick ${label === '1 min' ? 'of-minute' : ''}`} style={at(ageMs)}>
            {label}
          </span>
        ))}
      </div>
      <figcaption class="hint small">{summary}</figcaption>
    </figure>
  );
};

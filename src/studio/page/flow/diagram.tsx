import type { FlowSnapshot } from '../../flow-api.ts';
import { type Station, stationsOf } from './counts.ts';

const Box = ({ station: { id, name, description, count, unit, active, problem } }: { station: Station }) => (
  <li class={`station at-${id} ${active ? 'active' : ''} ${problem ? 'has-error' : ''}`}>
    <b>{name}</b>
    <small>{description}</small>
    <span class="station-count">
      <strong key={count}>{count}</strong> {unit}
    </span>
  </li>
);

/** The path of an event, with the current counts. */
export const Diagram = ({ flow }: { flow: FlowSnapshot }) => {
  const { path, queues } = stationsOf(flow);
  return (
    <section class="diagram" aria-label="Path of an event">
      <ol>
        {path.map((station) => (
          <Box key={station.id} station={station} />
        ))}
      </ol>
      <ul>
        {queues.map((station) => (
          <Box key={station.id} station={station} />
        ))}
      </ul>
    </section>
  );
};

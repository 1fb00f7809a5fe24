import type { FlowSnapshot } from '../../flow-api.ts';
import { type Station, stationsOf } from './counts.ts';

const Box = ({ station: { id, name, does, count, unit, active, trouble } }: { station: Station }) => (
  <li class={`station at-${id} ${active ? 'active' : ''} ${trouble ? 'trouble-here' : ''}`}>
    <b>{name}</b>
    <small>{does}</small>
    <span class="station-count">
      <strong key={count}>{count}</strong> {unit}
    </span>
  </li>
);

/** The way of an event, with what is where at this moment. */
export const Diagram = ({ flow }: { flow: FlowSnapshot }) => {
  const { way, aside } = stationsOf(flow);
  return (
    <section class="diagram" aria-label="The way of an event">
      <ol>
        {way.map((station) => (
          <Box key={station.id} station={station} />
        ))}
      </ol>
      <ul>
        {aside.map((station) => (
          <Box key={station.id} station={station} />
        ))}
      </ul>
    </section>
  );
};

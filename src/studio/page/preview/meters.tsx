import { useId } from 'preact/hooks';
import type { Size } from '../../api.ts';

/** Share of the limit above which the meter warns. */
const NEAR = 0.85;

const Meter = ({ size: { of, size, limit } }: { size: Size }) => {
  const id = useId();
  return (
    <div class="meter">
      <span id={id}>{of}</span>
      <meter
        aria-labelledby={id}
        min={0}
        max={limit}
        low={limit * NEAR}
        high={limit * 0.999}
        optimum={0}
        value={size}
      />
      <span>
        {size.toLocaleString()} of {limit.toLocaleString()}
      </span>
    </div>
  );
};

/** The sizes of a message compared with the platform's limits. */
export const Meters = ({ sizes }: { sizes: readonly Size[] }) => (
  <div class="meters">
    {sizes.map((size) => (
      <Meter key={size.of} size={size} />
    ))}
  </div>
);

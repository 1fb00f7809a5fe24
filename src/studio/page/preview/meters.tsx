import { useId } from 'preact/hooks';
import type { Size } from '../../api.ts';

/** From this part of the limit on, the meter says that it is near. */
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

/** How near the message is to what the platform takes. */
export const Meters = ({ sizes }: { sizes: readonly Size[] }) => (
  <div class="meters">
    {sizes.map((size) => (
      <Meter key={size.of} size={size} />
    ))}
  </div>
);

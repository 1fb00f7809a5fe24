import { useRef } from 'preact/hooks';

/** Limits of a size. The unit is the caller's, such as pixels or percent. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  /** Change of one press of an arrow key. */
  readonly step: number;
  readonly initial: number;
}

export const clamp = (size: number, { min, max }: Limits): number => Math.min(max, Math.max(min, Math.round(size)));

interface Props {
  label: string;
  /** Id of the pane before the bar, whose size it changes. */
  controls: string;
  /** `vertical` is an upright bar, which is dragged sideways. */
  orientation: 'vertical' | 'horizontal';
  size: number;
  limits: Limits;
  /** How many units of the size one pixel is worth. */
  unitsPerPixel(bar: HTMLElement): number;
  onSize(size: number): void;
}

/** The new size for a key; `undefined` for any other key. */
const sizeFor = (key: string, size: number, { min, max, step }: Limits, isUpright: boolean): number | undefined => {
  const [less, more] = isUpright ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  return { [less]: size - step, [more]: size + step, Home: min, End: max }[key];
};

/** A bar between two panes that is dragged, or moved by arrow keys. A double click restores the first size. */
export const Splitter = ({ label, controls, orientation, size, limits, unitsPerPixel, onSize }: Props) => {
  const start = useRef<{ readonly at: number; readonly size: number }>(null);
  const isUpright = orientation === 'vertical';
  const positionOf = (event: PointerEvent) => (isUpright ? event.clientX : event.clientY);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr is not focusable and has no value.
    <div
      class={`splitter ${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-controls={controls}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={limits.min}
      aria-valuemax={limits.max}
      onDblClick={() => onSize(limits.initial)}
      onKeyDown={(event) => {
        const next = sizeFor(event.key, size, limits, isUpright);
        if (next === undefined) return;
        event.preventDefault();
        onSize(clamp(next, limits));
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { at: positionOf(event), size };
      }}
      onPointerMove={(event) => {
        if (!start.current) return;
        const moved = (positionOf(event) - start.current.at) * unitsPerPixel(event.currentTarget);
        onSize(clamp(start.current.size + moved, limits));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
    />
  );
};

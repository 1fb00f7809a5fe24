import { useRemembered } from './remembered.ts';
import { clamp, type Limits } from './splitter.tsx';

/** Width of the event pane on a wide screen, in pixels. */
export const PANE_WIDTH: Limits = { min: 300, max: 760, step: 20, initial: 400 };

/** Share of the samples in the height that samples and editor have together, in percent. */
export const GALLERY_SHARE: Limits = { min: 20, max: 80, step: 5, initial: 64 };

export interface Panes {
  readonly width: number;
  readonly share: number;
}

const sizeIn = (value: unknown, name: string, limits: Limits): number => {
  const size = (value as Record<string, unknown> | null | undefined)?.[name];
  return typeof size === 'number' && Number.isFinite(size) ? clamp(size, limits) : limits.initial;
};

/** The sizes of the panes, and a function that changes them. The browser keeps them. */
export const usePanes = (): [Panes, (change: Partial<Panes>) => void] => {
  const [panes, setPanes] = useRemembered<Panes>('pipebell-panes', (value) => ({
    width: sizeIn(value, 'width', PANE_WIDTH),
    share: sizeIn(value, 'share', GALLERY_SHARE),
  }));
  return [panes, (change) => setPanes((old) => ({ ...old, ...change }))];
};

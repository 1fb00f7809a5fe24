/** How a part of a text looks. */
export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  readonly code?: boolean;
  readonly dim?: boolean;
  /** A person or a group that is mentioned. */
  readonly mention?: boolean;
  readonly url?: string | undefined;
}

/** A paragraph of spans, whose texts may have line breaks, or lines of code. */
export type Block = ({ readonly spans: readonly Span[] } | { readonly code: string }) & {
  /** No blank line above it. */
  readonly tight?: boolean;
};

/** A message as a terminal can show it. */
export interface Drawn {
  /** What a phone's lock screen shows. */
  readonly push: string;
  /** The part above the details. */
  readonly head: readonly Block[];
  readonly details: readonly Block[];
  /** Colour of the bar beside the details. */
  readonly color: BarColor;
}

export type BarColor = 'red' | 'yellow' | 'green' | 'blue' | 'magenta' | 'gray';

/** A parsed part of a payload. */
export type Part = { readonly type?: string } & Readonly<Record<string, unknown>>;

export const partsIn = (value: unknown): readonly Part[] => (Array.isArray(value) ? value : []);

/** Stands for a part that is not drawn, so that none is left out without a trace. */
export const undrawn = ({ type = 'a part without a type' }: Part): Span => ({
  text: `[not drawn: ${type}]`,
  dim: true,
});

/** `Nov 27, 14:32 UTC`. A client shows the reader's own time. */
export const timeText = (date: Date): string =>
  `${date.toLocaleString('en-US', { timeZone: 'UTC', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })} UTC`;

const HUES: readonly (readonly [below: number, BarColor])[] = [
  [20, 'red'],
  [70, 'yellow'],
  [170, 'green'],
  [260, 'blue'],
  [320, 'magenta'],
];

/** The terminal's colour that is nearest to 24 bits of red, green and blue. */
export const nearestColor = (rgb: number): BarColor => {
  const [red, green, blue] = [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const range = most - least;
  if (range < 40) return 'gray';
  const sector =
    most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  const hue = (sector * 60 + 360) % 360;
  return HUES.find(([below]) => hue < below)?.[1] ?? 'red';
};

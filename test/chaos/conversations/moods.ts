import type { Faults } from '../sandbox.ts';

/** What goes wrong in one simulation. Probabilities are those of one request or one call. */
export interface Mood extends Faults {
  readonly name: string;
  readonly perMinute: number;
  /** The platform does what was asked, and its answer is lost or an error. */
  readonly lost: number;
  /** The platform does nothing: no connection, an error, a limit. */
  readonly refused: number;
  /** People delete this many roots. */
  readonly removed: number;
  /** How long a message of Slack can be edited, in seconds. */
  readonly editWindowSeconds?: number;
  /** Minutes since the start in which the channel is archived, the table is down, the platforms are down. */
  readonly archived?: readonly [number, number];
  readonly tableDown?: readonly [number, number];
  readonly platformDown?: readonly [number, number];
}

const CALM = { perMinute: 15, kill: 0, aws: 0, queue: 0, lost: 0, refused: 0, removed: 0 };

export const MOODS: readonly Mood[] = [
  { ...CALM, name: 'copies and any order' },
  { ...CALM, name: 'answers lost and refused', lost: 0.04, refused: 0.08 },
  { ...CALM, name: 'functions killed', kill: 0.01, queue: 0.03 },
  { ...CALM, name: 'a burst while the platform is down', perMinute: 120, platformDown: [1, 6] },
  { ...CALM, name: 'people change the channel', removed: 6, editWindowSeconds: 900, archived: [6, 9] },
  { ...CALM, name: 'the table is down', aws: 0.01, tableDown: [5, 9] },
  { ...CALM, name: 'everything', kill: 0.004, aws: 0.004, queue: 0.01, lost: 0.02, refused: 0.04, removed: 2 },
];

/** @param at milliseconds since the start. */
export const isWithin = (minutes: readonly [number, number] | undefined, at: number): boolean =>
  minutes !== undefined && at >= minutes[0] * 60_000 && at < minutes[1] * 60_000;

import type { ColdStart } from './cold.ts';
import type { Curve } from './growth.ts';
import type { WarmSeries } from './warm.ts';

/** Everything that one run measured. */
export interface Results {
  readonly date: string;
  readonly node: string;
  readonly runtime: string;
  readonly cores: number;
  readonly rounds: number;
  readonly bytes: Readonly<Record<'router' | 'deliverer', number>>;
  readonly cold: Readonly<Record<string, readonly ColdStart[]>>;
  readonly warm: Readonly<Record<string, WarmSeries>>;
  /** Time of the invocation as a multiple of the slowest target. */
  readonly fanOut: { readonly ten: number; readonly hundredFresh: number; readonly hundredKept: number };
  /** Peak of resident memory after many events with the heap flags of 128 MB, in MB. */
  readonly peakMb: Readonly<Record<'router' | 'deliverer', number>>;
  readonly curves: readonly Curve[];
}

import type { ColdStart } from './cold.ts';
import type { Results } from './results.ts';
import { pairedRatio } from './statistics.ts';

export const NAMES = {
  empty: 'empty handler',
  emptyCopy: 'empty handler, copy',
  post: 'bare POST',
  postTable: 'POST, one table read, one write',
  router: 'router, run started',
  routerFailed: 'router, run failed',
  deliverer: 'deliverer, one',
  delivererCopy: 'deliverer, one, copy',
} as const;

/** Difference between two copies of one handler above which a run is void. */
const MAX_NOISE = 0.05;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const fixed = (value: number, digits = 2): string => value.toFixed(digits);

export type Cost = (start: ColdStart) => number;
export const COSTS = {
  init: ({ initMs }: ColdStart) => initMs,
  both: ({ initMs, firstMs }: ColdStart) => initMs + firstMs,
  faults: ({ pageFaults }: ColdStart) => pageFaults,
} satisfies Record<string, Cost>;

export const startsOf = ({ cold }: Results, name: string): readonly ColdStart[] => cold[name] ?? [];

export const coldRatio = (results: Results, name: string, base: string, cost: Cost): number =>
  pairedRatio(startsOf(results, name).map(cost), startsOf(results, base).map(cost));

export const warmRatio = ({ warm }: Results, name: string, base: string): number =>
  pairedRatio(warm[name]?.blockMs ?? [], warm[base]?.blockMs ?? []);

/** The largest difference between two copies of one handler, as a share. */
export const noiseOf = (results: Results): number =>
  Math.max(
    ...[
      coldRatio(results, NAMES.emptyCopy, NAMES.empty, COSTS.both),
      coldRatio(results, NAMES.delivererCopy, NAMES.deliverer, COSTS.both),
    ].map((ratio) => Math.abs(ratio - 1)),
  );

export const isVoid = (results: Results): boolean => noiseOf(results) > MAX_NOISE;

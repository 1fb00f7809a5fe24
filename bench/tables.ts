import { coldMs, coldPrice, MEMORY_MB, measuredOf } from './model.ts';
import { COSTS, type Cost, coldRatio, fixed, NAMES, startsOf, table } from './ratios.ts';
import type { Results } from './results.ts';
import { median } from './statistics.ts';

/**
 * What happens one after another from INIT until the alert leaves, for the network part of the model. The router reads the
 * filters, takes the lease, reads the targets, writes the filters, writes the facts of the run, and sends.
 */
export const SHAPES = {
  [NAMES.post]: { awsCalls: 0, connections: 0, toReceiver: true },
  [NAMES.router]: { awsCalls: 6, connections: 3, toReceiver: false },
  [NAMES.deliverer]: { awsCalls: 2, connections: 2, toReceiver: true },
} as const;

export const modelled = (results: Results) =>
  Object.entries(SHAPES).map(([name, shape]) => [name, measuredOf(startsOf(results, name), shape)] as const);

export const modelTable = (results: Results): string => {
  const all = modelled(results);
  const bare = all[0]?.[1];
  const head = [
    'memory',
    ...all.map(([name]) => name),
    'router / bare',
    'deliverer / bare',
    ...all.map(([name]) => `$ per million, ${name}`),
  ];
  const rows = MEMORY_MB.map((memory) => {
    const times = all.map(([, measured]) => coldMs(measured, memory));
    const ratio = (index: number): string =>
      fixed((times[index] ?? Number.NaN) / (bare ? coldMs(bare, memory) : Number.NaN));
    return [
      `${memory} MB`,
      ...times.map((ms) => `${fixed(ms, 0)} ms`),
      ratio(1),
      ratio(2),
      ...all.map(([, measured]) => fixed(coldPrice(measured, memory))),
    ];
  });
  return table(head, rows);
};

export const coldTable = (results: Results): string =>
  table(
    [
      'handler',
      'init × empty',
      'init + first event × empty',
      'page faults × empty',
      'CPU of init, ms',
      'CPU of the first event, ms',
      'peak MB',
    ],
    Object.keys(results.cold).map((name) => {
      const starts = startsOf(results, name);
      const of = (cost: Cost): number => median(starts.map(cost));
      return [
        name,
        fixed(coldRatio(results, name, NAMES.empty, COSTS.init)),
        fixed(coldRatio(results, name, NAMES.empty, COSTS.both)),
        fixed(coldRatio(results, name, NAMES.empty, COSTS.faults), 3),
        fixed(
          of(({ initCpuMs }) => initCpuMs),
          0,
        ),
        fixed(
          of(({ firstCpuMs }) => firstCpuMs),
          0,
        ),
        fixed(
          of(({ peakMb }) => peakMb),
          0,
        ),
      ];
    }),
  );

export const warmTable = (results: Results): string =>
  table(
    ['handler', 'p50 ms', 'p99 ms', 'CPU ms', 'log bytes', 'requests for an event'],
    Object.entries(results.warm).map(([name, { p50Ms, p99Ms, cpuMs, logBytes, calls }]) => [
      name,
      fixed(p50Ms),
      fixed(p99Ms, 1),
      fixed(cpuMs),
      fixed(logBytes, 0),
      Object.entries(calls)
        .map(([call, count]) => `${call}${count === 1 ? '' : ` × ${Number(count.toFixed(2))}`}`)
        .join(', '),
    ]),
  );

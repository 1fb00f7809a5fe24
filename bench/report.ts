import { ASSUMPTIONS, coldMs } from './model.ts';
import { COSTS, coldRatio, fixed, isVoid, NAMES, noiseOf, table, warmRatio } from './ratios.ts';
import type { Results } from './results.ts';
import { coldTable, modelled, modelTable, type SHAPES, warmTable } from './tables.ts';

const lastOf = (curves: Results['curves'], x: string): number =>
  curves.find((curve) => curve.x === x)?.points.at(-1)?.[1] ?? Number.NaN;

/** The targets of the project with what this run measured. `defaultMb` is the memory of the deployed functions. */
export const targetTable = (results: Results, defaultMb: number): string => {
  const all = Object.fromEntries(modelled(results));
  const bare = all[NAMES.post];
  const cold = (name: keyof typeof SHAPES): number => {
    const measured = all[name];
    return measured && bare ? coldMs(measured, defaultMb) / coldMs(bare, defaultMb) : Number.NaN;
  };
  const { warm, bytes, fanOut, peakMb, curves } = results;
  const byTargets = curves.find(({ x }) => x === 'targets')?.points ?? [];
  const grown = lastOf(curves, 'targets') / (byTargets[0]?.[1] ?? Number.NaN);
  const logOf500 = curves.find(({ name }) => name.startsWith('Log'))?.points.at(-1)?.[1] ?? Number.NaN;
  const rows: (readonly [string, number, number, number?])[] = [
    [`cold event at ${defaultMb} MB by the model, router / bare POST`, cold(NAMES.router), 1.6],
    [`cold event at ${defaultMb} MB by the model, deliverer / bare POST`, cold(NAMES.deliverer), 1.6],
    ['init + first event, router × empty', coldRatio(results, NAMES.router, NAMES.empty, COSTS.both), 2.1],
    ['init + first event, deliverer × empty', coldRatio(results, NAMES.deliverer, NAMES.empty, COSTS.both), 2.1],
    [
      'page faults at the first next, router × empty',
      coldRatio(results, NAMES.router, NAMES.empty, COSTS.faults),
      1.35,
    ],
    [
      'page faults at the first next, deliverer × empty',
      coldRatio(results, NAMES.deliverer, NAMES.empty, COSTS.faults),
      1.35,
    ],
    ['KB loaded until the first event is done, router', bytes.router / 1024, 120, 1],
    ['KB loaded until the first event is done, deliverer', bytes.deliverer / 1024, 100, 1],
    [
      'warm deliverer / POST with one table read and one write',
      warmRatio(results, NAMES.deliverer, NAMES.postTable),
      1.25,
    ],
    ['warm router / one bare call', warmRatio(results, NAMES.router, NAMES.post), 1.6],
    ['ten records of ten targets of 50 ms / the slowest', fanOut.ten, 1.2],
    ['100 deliveries side by side / the slowest, kept connections', fanOut.hundredKept, 1.15],
    ['100 deliveries side by side / the slowest, new connections', fanOut.hundredFresh, 1.8],
    ['router with 500 targets / with one', grown, 6],
    ['log bytes of a delivered event, deliverer', warm[NAMES.deliverer]?.logBytes ?? Number.NaN, 800, 0],
    ['log bytes of an event for 500 targets, router', logOf500, 1500, 0],
    ['peak MB after 3,000 events with the heap of 128 MB, router', peakMb.router, 100, 0],
    ['peak MB after 3,000 events with the heap of 128 MB, deliverer', peakMb.deliverer, 100, 0],
  ];
  return table(
    ['what', 'measured', 'target', ''],
    rows.map(([what, value, target, digits = 2]) => [
      what,
      fixed(value, digits),
      `≤ ${target}`,
      value <= target ? '' : 'missed',
    ]),
  );
};

export const fileOf = (index: number): string => `images/growth-${index + 1}.svg`;

/** The document. Figures and tables are those of one run. */
export const document = (results: Results, defaultMb: number): string => `# Performance

Written by \`npm run bench\`, which measures on the machine where it runs. This is the run of ${results.date}: ${results.rounds} rounds, ${results.cores} cores, Node ${results.node}, ${results.runtime}. Two copies of the same handler differed by ${fixed(noiseOf(results) * 100, 1)} %. ${isVoid(results) ? '**More than 5 % means that the run is void: the machine was busy.**' : 'A run is void above 5 %.'}

The bundles are those that are deployed. The runtime is a small server of Lambda's Runtime API. AWS is the one in memory that the tests use, behind TLS, in a process of its own with the receivers. A laptop cannot show the start of a microVM, the download of the code, the distance to AWS, or a processor share below one core. So the ratios count, and the model below adds the rest.

## Targets

${targetTable(results, defaultMb)}

Why some are missed:

- **Start**: the functions handle a made-up event during INIT, which has two processors whatever the memory. That makes the start larger and the first event faster ([decision 126](decisions.md#126-the-functions-handle-a-made-up-event-before-the-first-one-2026-11) has the figures without it). zod, Powertools and middy, which stay, are 53 KB of it.
- **Warm**: about a third of a warm event is Lambda's runtime client. The router makes two calls where the bare handler makes one ([decision 135](decisions.md#135-warm-ratios-that-are-not-reached-2026-11)).
- **500 targets**: SQS accepts ten messages in a call, so the router makes 50 calls. Fifty bare calls take ${fixed((results.warm[NAMES.post]?.cpuMs ?? Number.NaN) * 50, 0)} ms of processor time on this machine, the router takes ${fixed(lastOf(results.curves, 'targets'), 0)} ms.
- **100 deliveries side by side**: ten functions, AWS and the receivers share the ${results.cores} cores here. On AWS each function has its own.

## A cold start

Each row is the median of ${results.rounds} starts, in shuffled rounds. Ratios are medians of the ratios of the same round. "First event" ends with the handler's answer.

${coldTable(results)}

## Memory size

INIT has about ${ASSUMPTIONS.initVcpus} vCPUs whatever the memory of the function, the first event has the share of its memory (one vCPU at ${ASSUMPTIONS.mbPerVcpu} MB). The model takes the measured processor time times ${ASSUMPTIONS.slowdown}, ${ASSUMPTIONS.startMs} ms until Node starts, ${ASSUMPTIONS.awsAnswerMs} ms for each call of AWS, and round trips of ${ASSUMPTIONS.awsRoundTripMs} ms to AWS and ${ASSUMPTIONS.receiverRoundTripMs} ms to the receiver. Times are from the invocation until the alert leaves the function. Prices are those of a million events of which every one starts cold, on arm64.

${modelTable(results)}

## Warm

${warmTable(results)}

## Growth

The dashed line is linear growth. Both axes are logarithmic.

${results.curves.map(({ name }, index) => `![${name}](${fileOf(index)})`).join('\n')}
`;

import type { Outside } from './outside-protocol.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { median, quantile, shuffled } from './statistics.ts';
import { environment, type Variant } from './variants.ts';

export interface WarmSeries {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Medians of the blocks, in the order of the rounds, for paired ratios. */
  readonly blockMs: readonly number[];
  readonly cpuMs: number;
  readonly logBytes: number;
  /** Requests for each event, by name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly peakMb: number;
}

interface Running {
  readonly variant: Variant;
  readonly sandbox: Sandbox;
  readonly times: number[];
  readonly blockMs: number[];
  readonly calls: Record<string, number>;
  logBytes: number;
  cpuMs: number;
}

const WARM_UP = 30;

/** Runs `events` events one after another. @returns their times in milliseconds. */
const runBlock = async (
  { variant, sandbox }: Pick<Running, 'variant' | 'sandbox'>,
  events: number,
  outside: Outside,
): Promise<number[]> => {
  const times: number[] = [];
  for (let n = 0; n < events; n++) {
    const { event, about } = await variant.event();
    await outside.about(about);
    times.push(await sandbox.invoke(event));
  }
  return times;
};

/** Adds what a block used to what the blocks before it used. */
const measureBlock = async (running: Running, events: number, outside: Outside): Promise<void> => {
  const { sandbox, calls } = running;
  await outside.count();
  const logBytes = sandbox.logBytes();
  const { cpuMs } = sandbox.usage();
  const times = await runBlock(running, events, outside);
  running.times.push(...times);
  running.blockMs.push(median(times));
  running.cpuMs += sandbox.usage().cpuMs - cpuMs;
  running.logBytes += sandbox.logBytes() - logBytes;
  for (const [name, count] of Object.entries(await outside.count())) calls[name] = (calls[name] ?? 0) + count;
};

/**
 * Runs all variants at the same time, in shuffled blocks, so that a slow moment of the machine slows all of them.
 * All variants share one AWS: the targets are those of all of them together.
 */
export const measureWarm = async (
  variants: readonly Variant[],
  options: Pick<SandboxOptions, 'runtime' | 'nodeFlags'> & { readonly folders: Readonly<Record<string, string>> },
  {
    rounds,
    events,
    outside,
    random,
  }: { readonly rounds: number; readonly events: number; readonly outside: Outside; readonly random: () => number },
): Promise<Record<string, WarmSeries>> => {
  await outside.reset(Object.assign({}, ...variants.map(({ targets }) => targets)));
  const running: Running[] = [];
  try {
    for (const variant of variants) {
      const folder = options.folders[variant.handler];
      if (!folder) throw new Error(`no bundle of ${variant.handler}`);
      const sandbox = await openSandbox({ ...options, folder, env: environment(outside) });
      running.push({ variant, sandbox, times: [], blockMs: [], calls: {}, logBytes: 0, cpuMs: 0 });
    }
    for (const each of running) await runBlock(each, WARM_UP, outside);
    for (let round = 0; round < rounds; round++) {
      for (const each of shuffled(running, random)) await measureBlock(each, events, outside);
    }
    const total = rounds * events;
    return Object.fromEntries(
      running.map(({ variant, sandbox, times, blockMs, calls, cpuMs, logBytes }) => [
        variant.name,
        {
          p50Ms: median(times),
          p99Ms: quantile(times, 0.99),
          blockMs,
          cpuMs: cpuMs / total,
          logBytes: logBytes / total,
          calls: Object.fromEntries(Object.entries(calls).map(([name, count]) => [name, count / total])),
          peakMb: sandbox.usage().peakMb,
        },
      ]),
    );
  } finally {
    await Promise.all(running.map(({ sandbox }) => sandbox.close()));
  }
};

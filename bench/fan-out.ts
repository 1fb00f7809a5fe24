import { createDeliveries } from './events.ts';
import type { Outside } from './outside-protocol.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';
import { median } from './statistics.ts';
import { delivererVariant, environment, targetsOf } from './variants.ts';

type Options = Pick<SandboxOptions, 'runtime' | 'folder'>;

/** Ten records of ten targets that answer after 50 ms. @returns the time of the invocation, as a multiple of 50 ms. */
export const measureTenTargets = async (options: Options, outside: Outside, rounds: number): Promise<number> => {
  const ms = 50;
  const variant = await delivererVariant(outside, 'ten targets', 10, () => ms);
  await outside.reset(variant.targets);
  const sandbox = await openSandbox({ ...options, env: environment(outside) });
  try {
    const times: number[] = [];
    for (let n = 0; n < rounds + 3; n++) times.push(await sandbox.invoke((await variant.event()).event));
    return median(times.slice(3)) / ms;
  } finally {
    await sandbox.close();
  }
};

/**
 * 100 deliveries to targets that answer after 40 to 200 ms, as ten invocations side by side.
 * @returns the time until all have ended as a multiple of 200 ms: with new connections, and with kept ones.
 */
export const measureHundred = async (
  options: Options,
  outside: Outside,
  rounds: number,
): Promise<{ fresh: number; kept: number }> => {
  const slowestMs = 200;
  const groups = Array.from({ length: 10 }, (_, group) =>
    Object.fromEntries(
      Object.entries(targetsOf(outside, 10, (index) => 40 + ((group * 10 + index) * 160) / 99)).map(
        ([name, target]) => [`${name}-${group}`, target],
      ),
    ),
  );
  const all = Object.assign({}, ...groups);
  const fresh: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await outside.reset(all);
    const sandboxes = await Promise.all(groups.map(() => openSandbox({ ...options, env: environment(outside) })));
    try {
      for (const series of [fresh, kept, kept]) {
        const events: string[] = [];
        for (const group of groups) events.push(await (await createDeliveries()).batch(group));
        const started = performance.now();
        await Promise.all(sandboxes.map((sandbox, index) => sandbox.invoke(events[index] ?? '')));
        series.push((performance.now() - started) / slowestMs);
      }
    } finally {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    }
  }
  return { fresh: median(fresh), kept: median(kept) };
};

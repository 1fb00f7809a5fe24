import type { Outside } from './outside-protocol.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';
import { environment, type Variant } from './variants.ts';

/** One cold start with one event. Times in milliseconds. */
export interface ColdStart {
  readonly initMs: number;
  readonly initCpuMs: number;
  /** Page faults until the process asked for its first event. */
  readonly pageFaults: number;
  /** From the invocation until the alert left the function; the whole invocation for a handler without a request. */
  readonly sentMs: number;
  readonly sentCpuMs: number;
  /** From the invocation to its answer. */
  readonly firstMs: number;
  readonly firstCpuMs: number;
  readonly peakMb: number;
  readonly calls: Readonly<Record<string, number>>;
}

export const coldStart = async (
  variant: Variant,
  options: Pick<SandboxOptions, 'runtime' | 'folder'>,
  outside: Outside,
): Promise<ColdStart> => {
  const { event, about } = await variant.event();
  await outside.reset(variant.targets, about);
  const sandbox = await openSandbox({ ...options, env: environment(outside) });
  try {
    const { atInit, initMs } = sandbox;
    const started = performance.now();
    const arrived = variant.sends ? outside.watch(variant.sends) : undefined;
    const invocation = sandbox.invoke(event);
    let sent: { ms: number; cpuMs: number } | undefined;
    if (arrived) {
      await Promise.race([
        arrived,
        invocation.then(() => Promise.reject(new Error(`${variant.name}: nothing was sent`))),
      ]);
      sent = { ms: performance.now() - started, cpuMs: sandbox.usage().cpuMs };
      outside.goOn();
    }
    const held = sent ? performance.now() - started - sent.ms : 0;
    const firstMs = (await invocation) - held;
    const after = sandbox.usage();
    return {
      initMs,
      initCpuMs: atInit.cpuMs,
      pageFaults: atInit.pageFaults,
      sentMs: sent?.ms ?? firstMs,
      sentCpuMs: (sent?.cpuMs ?? after.cpuMs) - atInit.cpuMs,
      firstMs,
      firstCpuMs: after.cpuMs - atInit.cpuMs,
      peakMb: after.peakMb,
      calls: await outside.count(),
    };
  } finally {
    await sandbox.close();
  }
};

import type { Outside } from './outside-protocol.ts';
import { openSandbox, type SandboxOptions } from './sandbox.ts';
import { coldVariants, environment } from './variants.ts';

const EVENTS = 3000;

/** The heap that Lambda's runtime gives Node in a function of 128 MB. */
const FLAGS = ['--max-old-space-size=115', '--max-semi-space-size=6'];

/** @returns the largest resident memory of a sandbox after many events, in MB. */
export const measurePeak = async (
  name: string,
  options: Pick<SandboxOptions, 'runtime' | 'folder'>,
  outside: Outside,
): Promise<number> => {
  const variant = (await coldVariants(outside)).find((each) => each.name === name);
  if (!variant) throw new Error(`no variant ${name}`);
  await outside.reset(variant.targets);
  const sandbox = await openSandbox({ ...options, env: environment(outside), memoryMb: 128, nodeFlags: FLAGS });
  try {
    for (let n = 0; n < EVENTS; n++) await sandbox.invoke((await variant.event()).event);
    return sandbox.usage().peakMb;
  } finally {
    await sandbox.close();
  }
};

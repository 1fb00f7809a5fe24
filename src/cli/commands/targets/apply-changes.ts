import { CliError } from '../../errors.ts';
import type { StageOptions } from '../../options.ts';
import { parameterOf } from '../../target-name.ts';
import type { Io } from '../../terminal/io.ts';
import type { Change } from './plan.ts';
import { toJson } from './write.ts';

/** What was done: the names of the targets that were written or removed, that failed, and that were not tried. */
export interface Applied {
  readonly written: readonly string[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly left: readonly string[];
}

const CHANGED = 'somebody else changed it since it was read';

/**
 * Writes one change. Parameter Store has no conditional write, so the value is read again just before: another writer
 * between the two is not noticed.
 * @throws CliError
 */
const write = async ({ name, stored, target }: Change, options: StageOptions, io: Io): Promise<void> => {
  const parameters = await io.parameters(options);
  const parameter = parameterOf(options, name);
  if (stored === undefined) {
    const isNew = await parameters.write(parameter, toJson(target ?? {}), { mustBeNew: true });
    if (!isNew) throw new CliError(CHANGED);
    return;
  }
  if ((await parameters.value(parameter)) !== stored) throw new CliError(CHANGED);
  if (target) await parameters.write(parameter, toJson(target), { mustBeNew: false });
  else await parameters.remove(parameter);
};

/** Writes the changes in order. A change that fails does not stop the others; Ctrl-C stops before the next one. */
export const applyChanges = async (changes: readonly Change[], options: StageOptions, io: Io): Promise<Applied> => {
  const written: string[] = [];
  const failed: { name: string; message: string }[] = [];
  const left: string[] = [];
  for (const change of changes) {
    const { name } = change;
    if (io.signal.aborted) {
      left.push(name);
      continue;
    }
    try {
      await write(change, options, io);
      written.push(name);
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      failed.push({ name, message: error.message });
    }
  }
  return { written, failed, left };
};

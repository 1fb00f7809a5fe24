import { describeError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { OpenTarget } from '../model/platform.ts';

/** The targets by name. `invalid`: the configuration is wrong; `unresolved`: a secret that it refers to is unavailable. */
export type Targets = ReadonlyMap<string, OpenTarget | 'invalid' | 'unresolved'>;

/**
 * Reads targets by name, at `since` or later if it is given. A target that does not exist is absent from the result.
 * @throws if they cannot be read and no cached copy is fresh enough.
 */
export type ReadTargets = (names: readonly string[], since?: Date) => Promise<Targets>;

/**
 * Finds the target of a delivery.
 * @param queuedAt the target must be read after this before it counts as gone or invalid: the router may have read one
 * that is newer than this container's copy.
 * @param since the target must be read after this in any case.
 * @returns the target, or why there can be no attempt. It never rejects.
 */
export const findTarget = async (
  name: string,
  read: ReadTargets,
  queuedAt: Date,
  since?: Date,
): Promise<OpenTarget | Outcome> => {
  let target: OpenTarget | 'invalid' | 'unresolved' | undefined;
  try {
    target = (await read([name], since)).get(name);
    if (target === undefined || target === 'invalid') target = (await read([name], queuedAt)).get(name);
  } catch (error) {
    return { kind: 'retry', reason: 'configuration-unavailable', detail: describeError(error) };
  }
  if (target === undefined) return { kind: 'rejected', reason: 'target-gone' };
  if (target === 'invalid') return { kind: 'rejected', reason: 'target-invalid' };
  if (target === 'unresolved') return { kind: 'retry', reason: 'secret-unavailable' };
  return target.enabled ? target : { kind: 'skipped', reason: 'disabled' };
};

import { ConfigError } from '../model/errors.ts';
import type { OpenTarget } from '../model/platform.ts';
import { isTargetName } from '../model/stack.ts';
import { type Filters, openFilters } from '../model/target.ts';
import { openTarget } from '../platforms/index.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { isReference, withPlaceholders } from './references.ts';

/** A target as it is stored in Parameter Store or in a file, valid or not. */
export interface Stored {
  readonly name: string;
  /** `undefined` if it is not JSON. */
  readonly raw: unknown;
}

/** A stored target, opened without reading the secrets that it refers to. Problems never quote a value. */
export interface Opened {
  /** The part that the router reads; `undefined` if it is invalid. */
  readonly filters?: Filters | undefined;
  /** Made with placeholders for the secrets that it refers to: to draw with, not to send with. */
  readonly target?: OpenTarget | undefined;
  readonly problems: readonly string[];
}

export const storedFrom = (parameters: ReadonlyMap<string, string>): Stored[] =>
  [...parameters].map(([name, json]) => ({ name, raw: parseJson(json) }));

/** @returns the result of `open`, or the problems of its ConfigError. */
const trying = async <Made>(
  open: () => Made | Promise<Made>,
): Promise<{ made?: Made; problems: readonly string[] }> => {
  try {
    return { made: await open(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems };
    throw error;
  }
};

/** Opens a stored target as the router and the deliverer would, with placeholders for its secrets. */
export const openStored = async ({ name, raw }: Stored, allowPrivate: boolean): Promise<Opened> => {
  if (!isTargetName(name)) return { problems: ['the name may hold letters, digits, ".", "-" and "_" only'] };
  if (raw === undefined) return { problems: ['not valid JSON'] };
  const filters = await trying(() => openFilters(raw));
  const isReferenced = isRecord(raw) && (await isReference(raw.url));
  const whole = await withPlaceholders(raw);
  const target = await trying(() => openTarget(whole, { allowPrivate: allowPrivate || isReferenced }));
  return { filters: filters.made, target: target.made, problems: target.problems };
};

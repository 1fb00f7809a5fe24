import { ConfigError } from '../model/errors.ts';
import type { OpenTarget } from '../model/platform.ts';
import { isTargetName } from '../model/stack.ts';
import { type Filters, openFilters } from '../model/target.ts';
import { openTarget } from '../platforms/index.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { isReference, withStandIns } from './references.ts';

/** A target as it lies in Parameter Store or in a file: whatever somebody wrote there. */
export interface Stored {
  readonly name: string;
  /** `undefined` where it is no JSON. */
  readonly raw: unknown;
}

/** What can be said of a stored target without reading the secrets that it refers to. Problems name no value. */
export interface Opened {
  /** What the router knows of it; `undefined` if not even that can be read. */
  readonly filters?: Filters | undefined;
  /** Ready to draw with, with stand-ins for what it refers to: not to send with. */
  readonly target?: OpenTarget | undefined;
  readonly problems: readonly string[];
}

export const storedFrom = (parameters: ReadonlyMap<string, string>): Stored[] =>
  [...parameters].map(([name, json]) => ({ name, raw: parseJson(json) }));

/** @returns what was made, or the problems. */
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

/** Opens a stored target as the router and the deliverer would, as far as that goes without its secrets. */
export const openStored = async ({ name, raw }: Stored, allowPrivate: boolean): Promise<Opened> => {
  if (!isTargetName(name)) return { problems: ['the name may hold letters, digits, ".", "-" and "_" only'] };
  if (raw === undefined) return { problems: ['not valid JSON'] };
  const filters = await trying(() => openFilters(raw));
  const standsIn = isRecord(raw) && (await isReference(raw.url));
  const whole = await withStandIns(raw);
  const target = await trying(() => openTarget(whole, { allowPrivate: allowPrivate || standsIn }));
  return { filters: filters.made, target: target.made, problems: target.problems };
};

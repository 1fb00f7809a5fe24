import { checkReferences } from '../aws/secrets.ts';
import { ConfigError } from '../model/errors.ts';
import type { OpenTarget } from '../model/platform.ts';
import { isTargetName } from '../model/stack.ts';
import { type Filters, openFilters } from '../model/target.ts';
import { openTarget, sharedFields } from '../platforms/index.ts';
import { isRecord, parseJson } from '../text/json.ts';
import { isReference, withPlaceholders } from './references.ts';
import { withSuggestions } from './suggest.ts';

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

export interface OpenStoredOptions {
  readonly allowPrivate: boolean;
  /** Without it, a target may refer to its secrets of any stage. */
  readonly stage?: string | undefined;
  /** The target's JSON with its secrets. Default: with placeholders for them. */
  readonly resolved?: unknown;
}

/** Opens a stored target as the router and the deliverer would. */
export const openStored = async ({ name, raw }: Stored, options: OpenStoredOptions): Promise<Opened> => {
  if (!isTargetName(name)) return { problems: ['the name may hold letters, digits, ".", "-" and "_" only'] };
  if (raw === undefined) return { problems: ['not valid JSON'] };
  const { stage, allowPrivate, resolved } = options;
  const filters = await trying(() => openFilters(raw));
  const references = checkReferences(raw, { target: name, stage, shared: await sharedFields(raw) });
  const isPlaceholder = resolved === undefined && isRecord(raw) && isReference(raw.url);
  const open = {
    allowPrivate: allowPrivate || isPlaceholder,
    ownHostsOnly: references.hasShared && !isPlaceholder,
  };
  const target = await trying(() => openTarget(resolved ?? withPlaceholders(raw), open));
  const problems = withSuggestions([...references.problems, ...target.problems], raw);
  return { filters: filters.made, target: target.made, problems };
};

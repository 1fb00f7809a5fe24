import { maskTarget } from '../targets/mask.ts';
import type { Stored } from '../targets/raw-target.ts';
import { isRecord } from '../text/json.ts';
import { addedParameters, DEFAULT_STAGE, portableTarget } from './portable-target.ts';
import type { PortableTarget } from './target-api.ts';
import { commandOf } from './target-command.ts';

/**
 * A valid target as JSON and as a command.
 * @param known the target of the stage by that name, if there is one.
 */
export const portableForms = async (
  { name, raw }: Stored,
  masked: Record<string, unknown>,
  known: unknown,
  stage = DEFAULT_STAGE,
): Promise<PortableTarget> => {
  const json = portableTarget(name, stage, masked);
  const before = isRecord(known) ? await maskTarget(known) : undefined;
  const changedSecrets =
    isRecord(raw) && isRecord(known)
      ? Object.keys(raw).filter((field) => JSON.stringify(raw[field]) !== JSON.stringify(known[field]))
      : [];
  return {
    json,
    parameters: addedParameters(json, masked),
    ...commandOf({ name, stage, masked, changedSecrets, ...(isRecord(before) && { before }) }),
  };
};

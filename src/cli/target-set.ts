import { isTargetName, targetsPath } from '../model/stack.ts';
import { type Stored, storedFrom } from '../targets/raw-target.ts';
import { parseJson } from '../text/json.ts';
import type { Account } from './aws/account.ts';
import { readTargetsFile, refuseSingleTarget, withReferences } from './targets-file.ts';
import type { Io } from './terminal/io.ts';

/** All targets of a stage, sorted by name. */
export const targetsOfStage = async (stage: string, account: Account, io: Io): Promise<Stored[]> => {
  const parameters = await io.parameters(account);
  const stored = storedFrom(await parameters.below(targetsPath(stage)));
  return stored.sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** The same as their JSON, by name, in the order of the names. Parameters with other names are left out. */
export const targetsOfStageAsJson = async (
  stage: string,
  account: Account,
  io: Io,
): Promise<ReadonlyMap<string, { readonly json: string; readonly raw: unknown }>> => {
  const parameters = await io.parameters(account);
  const found = [...(await parameters.below(targetsPath(stage)))].filter(([name]) => isTargetName(name));
  return new Map(
    found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, json]) => [name, { json, raw: parseJson(json) }]),
  );
};

/**
 * Targets of a JSON file, which is an object of targets by name, with references for the secrets that it leaves out.
 * @throws CliError that does not quote the file.
 */
export const targetsFromFile = async (file: string, io: Io): Promise<Stored[]> => {
  const targets = await readTargetsFile('--targets', file, io);
  refuseSingleTarget('--targets', targets);
  return Object.entries(targets).map(([name, raw]) => ({ name, raw: withReferences(name, raw) }));
};

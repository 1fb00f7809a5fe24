import { isTargetName, targetsPath } from '../model/stack.ts';
import { type Stored, storedFrom } from '../targets/raw-target.ts';
import { isRecord, parseJson } from '../text/json.ts';
import type { Account } from './aws/account.ts';
import { CliError } from './errors.ts';
import { notJson } from './not-json.ts';
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

/** Targets of a JSON file, which is an object of targets by name. @throws CliError that does not quote the file. */
export const targetsFromFile = async (file: string, io: Io): Promise<Stored[]> => {
  let text: string;
  try {
    text = await io.readInput(file);
  } catch (error) {
    throw new CliError(`--targets: the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const targets = parseJson(text);
  if (targets === undefined) throw notJson('--targets', text);
  if (!isRecord(targets)) {
    throw new CliError('--targets: the file must be a JSON object, {"name": {"platform": …}}: see npx pipebell init');
  }
  if (typeof targets.platform === 'string') {
    throw new CliError('--targets: the file is a single target: put it under its name, {"team-web": {"platform": …}}');
  }
  return Object.entries(targets).map(([name, raw]) => ({ name, raw }));
};

import { isRecord, parseJson } from '../text/json.ts';
import { faultText, repeatedName } from '../text/json-fault.ts';
import { CliError } from './errors.ts';
import { notJson } from './not-json.ts';
import type { Io } from './terminal/io.ts';

const read = async (shown: string, file: string, io: Io): Promise<string> => {
  try {
    return await io.readInput(file);
  } catch (error) {
    throw new CliError(`${shown}: the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
};

/**
 * Reads a file of targets, a JSON object in which no name occurs twice.
 * @param shown the option that names the file, or the file, for messages.
 * @throws CliError that quotes nothing of the file.
 */
export const readTargetsFile = async (shown: string, file: string, io: Io): Promise<Record<string, unknown>> => {
  const text = await read(shown, file, io);
  const content = parseJson(text);
  if (content === undefined) throw notJson(shown, text);
  if (!isRecord(content)) {
    throw new CliError(`${shown}: the file must be a JSON object, {"name": {"platform": …}}: see npx pipebell init`);
  }
  const repeated = repeatedName(text);
  if (repeated) throw new CliError(`${shown}: ${faultText(repeated)}`, { next: 'remove one of them and try again' });
  return content;
};

/** @throws CliError for a file that is one target, where it must hold targets by name. */
export const refuseSingleTarget = (shown: string, content: Readonly<Record<string, unknown>>): void => {
  if (typeof content.platform !== 'string') return;
  throw new CliError(`${shown}: the file is a single target: put it under its name, {"team-web": {"platform": …}}`);
};

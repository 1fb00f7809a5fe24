import { secretsPath } from '../model/stack.ts';
import { isLeftOut, isReference } from '../targets/references.ts';
import { isOpenField } from '../targets/target-fields.ts';
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

const filled = (value: unknown, parameter: string): unknown => {
  if (isLeftOut(value)) return { parameter };
  if (Array.isArray(value)) return value.map((each, at) => filled(each, `${parameter}/${at}`));
  if (!isRecord(value) || isReference(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, filled(part, `${parameter}/${name}`)]));
};

/** A target of a file with a reference in place of each secret that `targets export` and `targets show` leave out. */
export const withReferences = (name: string, raw: unknown): unknown => {
  if (!isRecord(raw)) return raw;
  // Any stage: the secrets are not read.
  const entries = Object.entries(raw).map(([field, value]) => {
    return [field, isOpenField(raw.platform, field) ? value : filled(value, `${secretsPath('prod')}/${name}/${field}`)];
  });
  return Object.fromEntries(entries);
};

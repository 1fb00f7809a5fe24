import { isRecord } from '../../../text/json.ts';
import { CliError } from '../../errors.ts';
import { quotable } from '../../quote.ts';
import { readTargetsFile } from '../../targets-file.ts';
import type { Io } from '../../terminal/io.ts';

const MAX_NAME_CHARS = 100;

/**
 * A target of a JSON file: the entry with its name, as `init` writes it, or the whole file, as `targets show` prints it.
 * @throws CliError that quotes names of targets only.
 */
export const targetFromFile = async (file: string, name: string, io: Io): Promise<Record<string, unknown>> => {
  const content = await readTargetsFile('--from', file, io);
  if (typeof content.platform === 'string') return content;
  const target = Object.hasOwn(content, name) ? content[name] : undefined;
  if (isRecord(target)) return target;
  const names = Object.keys(content).map((each) => quotable(each, MAX_NAME_CHARS));
  throw new CliError(`--from: the file has no target ${name}; it has ${names.join(', ') || 'none'}`);
};

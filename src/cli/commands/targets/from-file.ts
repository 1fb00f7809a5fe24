import { isLeftOut } from '../../../targets/references.ts';
import { isRecord } from '../../../text/json.ts';
import { CliError } from '../../errors.ts';
import { quotable } from '../../quote.ts';
import { readTargetsFile } from '../../targets-file.ts';
import type { Io } from '../../terminal/io.ts';

const MAX_NAME_CHARS = 100;

const hasGap = (value: unknown): boolean =>
  isLeftOut(value) || (typeof value === 'object' && value !== null && Object.values(value).some(hasGap));

/** Leaves out the secrets that the file leaves out, which are asked for. @throws CliError for a part of a field. */
const withoutGaps = (target: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const entries = Object.entries(target).filter(([, value]) => !isLeftOut(value));
  const [part] = entries.flatMap(([name, value]) => (hasGap(value) ? [name] : []));
  if (part === undefined) return Object.fromEntries(entries);
  throw new CliError(`--from: ${quotable(part, MAX_NAME_CHARS)} has a secret that the file leaves out`, {
    next: 'write a reference in its place, {"parameter": "/…"}, or remove it and pass an option',
  });
};

/**
 * A target of a JSON file: the entry with its name, as `init` writes it, or the whole file, as `targets show` prints it.
 * @throws CliError that quotes names of targets only.
 */
export const targetFromFile = async (file: string, name: string, io: Io): Promise<Record<string, unknown>> => {
  const content = await readTargetsFile('--from', file, io);
  if (typeof content.platform === 'string') return withoutGaps(content);
  const target = Object.hasOwn(content, name) ? content[name] : undefined;
  if (isRecord(target)) return withoutGaps(target);
  const names = Object.keys(content).map((each) => quotable(each, MAX_NAME_CHARS));
  throw new CliError(`--from: the file has no target ${name}; it has ${names.join(', ') || 'none'}`);
};

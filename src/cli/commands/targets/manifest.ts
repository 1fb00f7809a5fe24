import { isTargetName } from '../../../model/stack.ts';
import { isRecord } from '../../../text/json.ts';
import { CliError } from '../../errors.ts';
import { quotable } from '../../quote.ts';
import { readTargetsFile, refuseSingleTarget } from '../../targets-file.ts';
import type { Io } from '../../terminal/io.ts';

type Target = Record<string, unknown>;

const SUFFIX = '.json';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

const read = (file: string, io: Io): Promise<Target> => readTargetsFile(quotable(file, 200), file, io);

/** The target of a file `<name>.json`. @throws CliError also for a file that has targets by name. */
const readOne = async (file: string, name: string, io: Io): Promise<Target> => {
  const content = await read(file, io);
  if (!isRecord(content[name]) || typeof content.platform === 'string') return content;
  throw new CliError(
    `${quotable(file, 200)}: the file has targets by name: in a folder each file is one target, {"platform": …}`,
  );
};

/** The names of the files in a folder; `undefined` if it is a file. */
const filesIn = async (path: string, io: Io): Promise<string[] | undefined> => {
  if (path === '-') return undefined;
  try {
    return await io.listFolder(path);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw new CliError(`${quotable(path, 200)} cannot be read (${codeOf(error)})`);
  }
};

const checked = (entries: readonly (readonly [name: string, target: unknown])[], path: string): Map<string, Target> => {
  const targets = new Map<string, Target>();
  for (const [name, target] of entries) {
    const shown = quotable(name, 100);
    if (!isTargetName(name)) throw new CliError(`${shown}: a name is up to 100 letters, digits, ".", "-" and "_"`);
    if (!isRecord(target)) throw new CliError(`${shown} is not a JSON object`);
    targets.set(name, target);
  }
  if (targets.size === 0) throw new CliError(`${quotable(path, 200)} holds no target`);
  return targets;
};

/**
 * The targets of a file, `{"name": {target}}`, of standard input (`-`), or of a folder with one file `<name>.json` for
 * each target. Other files of the folder are ignored.
 * @throws CliError that names the file or the target, and quotes no value.
 */
export const readManifest = async (path: string, io: Io): Promise<ReadonlyMap<string, Target>> => {
  const files = await filesIn(path, io);
  if (files) {
    const names = files.filter((file) => file.endsWith(SUFFIX)).sort();
    const entries = names.map(async (file) => {
      const name = file.slice(0, -SUFFIX.length);
      return [name, await readOne(`${path.replace(/\/$/, '')}/${file}`, name, io)] as const;
    });
    return checked(await Promise.all(entries), path);
  }
  const content = await read(path, io);
  refuseSingleTarget(quotable(path, 200), content);
  return checked(Object.entries(content), path);
};

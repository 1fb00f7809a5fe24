import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const FOLDER = join('node_modules', '.cache', 'pipebell-templates');

/** A lock that is older was left behind by a process that was killed. */
const MAX_LOCK_AGE_MS = 120_000;

/** Hash of the content of files and folders, with their names. */
const contentHash = async (parts: readonly string[]): Promise<string> => {
  const hash = createHash('sha256').update(process.version);
  for (const part of parts) {
    const isFolder = (await stat(part)).isDirectory();
    const entries = isFolder ? await readdir(part, { recursive: true, withFileTypes: true }) : [];
    const files = isFolder
      ? entries.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
      : [part];
    for (const file of files.sort())
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file))
        .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
};

const hashes = new Map<string, Promise<string>>();

/** @returns `false` if another process holds the lock. */
const lock = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > MAX_LOCK_AGE_MS) await rm(folder, { recursive: true, force: true });
    return false;
  }
};

const existing = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/**
 * Returns the text that `make` made for the same key and the same content of `inputs`, in any process; else calls it.
 * Two processes with the same key do not both make it: one waits for the other. Failures are not kept.
 */
export const cached = async (key: unknown, inputs: readonly string[], make: () => Promise<string>): Promise<string> => {
  const content = hashes.get(inputs.join()) ?? contentHash(inputs);
  hashes.set(inputs.join(), content);
  const folder = join(FOLDER, await content);
  const file = join(folder, `${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)}.json`);
  await mkdir(folder, { recursive: true });
  for (;;) {
    const found = await existing(file);
    if (found !== undefined) return found;
    if (await lock(`${file}.lock`)) break;
    await wait(100);
  }
  try {
    const made = await make();
    await writeFile(`${file}.part`, made);
    await rename(`${file}.part`, file);
    return made;
  } finally {
    await rm(`${file}.lock`, { recursive: true, force: true });
  }
};

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Break } from './breaks.ts';

const run = promisify(execFile);

const git = async (...args: string[]): Promise<string> => (await run('git', args)).stdout.trim();

/** The tree of a revision, or a copy of the present one, with its dependencies. */
export interface Tree {
  readonly folder: string;
  remove(): Promise<void>;
}

/** @returns the full hash. @throws Error that says what to do if the clone lacks the revision. */
const commitOf = async (revision: string): Promise<string> => {
  try {
    return await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`);
  } catch {
    const isShallow = (await git('rev-parse', '--is-shallow-repository')) === 'true';
    const remedy = isShallow ? 'this clone is shallow, run git fetch --unshallow --tags' : 'check --from';
    throw new Error(`no revision ${revision}: ${remedy}`);
  }
};

/** The newest tag before the present commit, or the last commit of the version before the present one. */
const previous = async (): Promise<string> => {
  const tag = await git('describe', '--tags', '--abbrev=0', 'HEAD^').catch(() => undefined);
  if (tag) return tag;
  const changed = await git('log', '-1', '--format=%H', '-G^  "version":', '--', 'package.json');
  if (!changed) throw new Error('the history has no earlier version: pass --from');
  return `${changed}^`;
};

/** @param from a revision; without it, the previous version. @throws Error if the clone lacks it. */
export const findRevision = async (from: string | undefined): Promise<{ name: string; commit: string }> => {
  const name = from ?? (await previous());
  return { name, commit: await commitOf(name) };
};

/** The locked packages by folder, without the project itself. */
const packagesOf = async (folder: string): Promise<Record<string, unknown>> => {
  const { '': _, ...packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')).packages;
  return packages;
};

/** Links the packages of this checkout if it has all that the folder needs, and installs them otherwise. */
const installInto = async (folder: string): Promise<void> => {
  const [wanted, present] = await Promise.all([packagesOf(folder), packagesOf('.')]);
  if (Object.entries(wanted).every(([name, entry]) => isDeepStrictEqual(entry, present[name]))) {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    return;
  }
  console.log('the locked packages differ: npm ci …');
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
};

const withFolder = async (fill: (folder: string) => Promise<void>): Promise<Tree> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipebell-upgrade-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await fill(folder);
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};

/** Writes the tree of a commit into a temporary folder and installs its packages. */
export const checkOut = (commit: string): Promise<Tree> =>
  withFolder(async (folder) => {
    const archive = join(folder, 'tree.tar');
    await git('archive', `--output=${archive}`, commit);
    await run('tar', ['-xf', archive, '-C', folder]);
    await rm(archive);
    await installInto(folder);
  });

/** Copies the present tree and breaks it. @throws Error if a text to replace is not there exactly once. */
export const breakCopy = ({ name, edits }: Break): Promise<Tree> =>
  withFolder(async (folder) => {
    const files = (await git('ls-files', '--cached', '--others', '--exclude-standard')).split('\n');
    for (const file of files) await cp(file, join(folder, file));
    for (const { file, from, to } of edits) {
      const [before, after, ...more] = (await readFile(join(folder, file), 'utf8')).split(from);
      if (after === undefined || more.length > 0) throw new Error(`${name}: ${file} does not have the text once`);
      await writeFile(join(folder, file), `${before}${to}${after}`);
    }
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  });

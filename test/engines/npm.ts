import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Installs the packages of a package-lock.json into `.venv`, apart from the project's packages. An earlier installation of
 * the same files is reused.
 * @param files of `source` that are copied, with package.json and package-lock.json among them.
 * @returns the folder.
 */
export const installApart = async (name: string, source: string, files: readonly string[]): Promise<string> => {
  const folder = resolve('.venv', name);
  const wanted = (await Promise.all(files.map((file) => readFile(join(source, file), 'utf8')))).join('');
  const installed = join(folder, 'installed.txt');
  if ((await readFile(installed, 'utf8').catch(() => '')) === wanted) return folder;

  console.log(`Installing the packages of ${name} into .venv/${name} …`);
  await rm(folder, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(source, file), join(folder, file));
  }
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  await writeFile(installed, wanted);
  return folder;
};

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Creates a Python virtual environment in `.venv` and installs the packages of a requirements file. An environment with
 * the same requirements is reused.
 * @returns the folder of its `python` and of the installed commands.
 */
export const pythonWith = async (name: string, requirements: string): Promise<string> => {
  const folder = resolve('.venv', name);
  const bin = join(folder, 'bin');
  const python = join(bin, 'python');
  const installed = join(folder, 'installed.txt');
  const wanted = await readFile(requirements, 'utf8');
  if (existsSync(python) && (await readFile(installed, 'utf8').catch(() => '')) === wanted) return bin;

  console.log(`Installing ${wanted.match(/^[\w-]+==\S+/gm)?.join(', ')} into .venv/${name} …`);
  await run('python3', ['-m', 'venv', '--clear', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
  await writeFile(installed, wanted);
  return bin;
};

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The SHA-256 of each library, by its file name. */
const checksums = async (folder: string): Promise<Map<string, string>> => {
  const lines = (await readFile(join(folder, 'checksums.txt'), 'utf8')).trim().split('\n');
  return new Map(lines.map((line) => line.split(/\s+/).reverse() as [string, string]));
};

/** The libraries that are missing or differ from `checksums.txt`, and those that it does not list. */
const differences = async (folder: string, libraries: string): Promise<string[]> => {
  const expected = await checksums(folder);
  const files = await readdir(libraries).catch(() => []);
  const wrong = [...expected.keys(), ...files].map(async (file) => {
    const content = await readFile(join(libraries, file)).catch(() => '');
    return createHash('sha256').update(content).digest('hex') === expected.get(file) ? [] : [file];
  });
  return [...new Set((await Promise.all(wrong)).flat())];
};

/**
 * Installs Java libraries with Maven where they are missing.
 * @param folder has a `pom.xml` with exact versions, and a `checksums.txt` with the SHA-256 of each library.
 * @returns the folder of the libraries.
 * @throws Error if one of them is not the expected one, or Maven fails.
 */
export const librariesOf = async (name: string, folder: string): Promise<string> => {
  const libraries = resolve('node_modules/.cache', `pipebell-${name}`);
  if ((await differences(folder, libraries)).length === 0) return libraries;
  console.log(`Installing ${name} with Maven into ${libraries} …`);
  await rm(libraries, { recursive: true, force: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libraries}`];
  await run('mvn', ['--quiet', '--batch-mode', '--file', join(folder, 'pom.xml'), ...goal]);
  const wrong = await differences(folder, libraries);
  if (wrong.length > 0) throw new Error(`libraries of ${name} differ from checksums.txt: ${wrong.join(', ')}`);
  return libraries;
};

// Runs before and after `npm pack`, which makes the installable package of the command line: the bundled command, the built
// page of the studio, the documentation, the licence and the notices. It has no dependencies, and its Node is the user's.
//
// npm packs the package.json that it finds, so that of the package takes its place while npm packs.
//
//   node scripts/package.ts            builds dist/cli and puts the package's package.json in place
//   node scripts/package.ts --restore  puts the project's package.json back
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { buildPage } from '../src/studio/page-bundle.ts';
import { bundleCli, CLI_ENTRY, CLI_FOLDER, commandNames } from './bundle-cli.ts';

/** The oldest Node with `process.getBuiltinModule`. @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid */
const NODE = '>=20.16';

/** Where the project's package.json is while npm packs. */
const PROJECT = 'dist/package.json';

const restore = async (): Promise<void> => {
  if (existsSync(PROJECT)) await rename(PROJECT, 'package.json');
};

const packageManifest = (project: Record<string, unknown>): object => {
  const { name, version, description, license, type } = project;
  const files = [CLI_FOLDER, 'docs/*.md', 'THIRD-PARTY-NOTICES.md'];
  const engines = { node: NODE };
  return {
    name,
    version,
    description,
    license,
    private: true,
    type,
    engines,
    bin: { [String(name)]: CLI_ENTRY },
    files,
  };
};

/** The page of the studio, where the bundled src/studio/page-bundle.ts looks for it. */
const writePage = async (): Promise<void> => {
  const problems: string[] = [];
  const assets = await buildPage((text) => problems.push(text), undefined, [commandNames()]);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const page = `${CLI_FOLDER}/page`;
  await mkdir(page, { recursive: true });
  for (const [path, { body }] of assets) await writeFile(page + (path === '/' ? '/index.html' : path), body);
};

const prepare = async (): Promise<void> => {
  // `npm i -g ./pipebell-*.tgz` must not match the archive of an older version.
  for await (const archive of glob('pipebell-*.tgz')) await rm(archive);
  await rm(CLI_FOLDER, { recursive: true, force: true });
  await bundleCli({ write: true });
  await writePage();
  const project = await readFile('package.json', 'utf8');
  await writeFile(PROJECT, project);
  await writeFile('package.json', `${JSON.stringify(packageManifest(JSON.parse(project)), null, 2)}\n`);
};

// A run before may have been interrupted.
await restore();
if (!process.argv.includes('--restore')) await prepare();

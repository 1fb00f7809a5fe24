// Assembles the installable package of the command line in dist/package/, which `npm run package` then packs: the bundled
// command, the built page of the studio, the licence and the notices. It has no dependencies. The root package cannot be
// packed itself: its dependencies and its Node would be installed with it.
import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { buildPage } from '../src/studio/page-bundle.ts';
import { bundleCli, CLI_ENTRY, commandNames } from './bundle-cli.ts';

/** The oldest Node with `process.getBuiltinModule`. @see https://nodejs.org/api/process.html#processgetbuiltinmoduleid */
const NODE = '>=20.16';

const manifest = async (): Promise<object> => {
  const { name, version, description, license, type } = JSON.parse(await readFile('package.json', 'utf8'));
  return {
    name,
    version,
    description,
    license,
    private: true,
    type,
    engines: { node: NODE },
    bin: { [name]: CLI_ENTRY },
  };
};

/** The page of the studio, where the bundled src/studio/page-bundle.ts looks for it. */
const writePage = async (folder: string): Promise<void> => {
  const problems: string[] = [];
  const assets = await buildPage((text) => problems.push(text), undefined, [commandNames()]);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const page = `${folder}/dist/cli/page`;
  await mkdir(page, { recursive: true });
  for (const [path, { body }] of assets) await writeFile(page + (path === '/' ? '/index.html' : path), body);
};

/** Writes the files of the package. @param folder is emptied first. */
const assemble = async (folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true });
  await bundleCli(folder);
  await writePage(folder);
  await writeFile(`${folder}/package.json`, `${JSON.stringify(await manifest(), null, 2)}\n`);
  await mkdir(`${folder}/docs`);
  const texts = ['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md'];
  // Messages name the pages.
  for await (const page of glob('docs/*.md')) texts.push(page);
  for (const name of texts) await copyFile(name, `${folder}/${name}`);
};

const [, , given] = process.argv;
// `npm i -g ./pipebell-*.tgz` must not match the archive of an older version.
if (given === undefined) for await (const archive of glob('pipebell-*.tgz')) await rm(archive);
await assemble(given ?? 'dist/package');

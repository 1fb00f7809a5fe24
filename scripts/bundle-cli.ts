import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import { builtins } from './builtins.ts';
import type { Outputs } from './bundle.ts';

/** Folder of the bundled command, in the project and in the package. */
export const CLI_FOLDER = 'dist/cli';

/** Path of the command's entry file, as it stands in {@link Outputs}. */
export const CLI_ENTRY = `${CLI_FOLDER}/pipebell.mjs`;

/** `npx pipebell` and `npm start` are for a checkout. Elsewhere npx would look for a package of that name. */
const installedNames = (text: string): string =>
  text.replaceAll('npx pipebell', 'pipebell').replaceAll(/npm start(?: --)?/g, 'pipebell start');

/** Replaces in messages and help pages the commands of a checkout by those of the installed package. */
export const commandNames = (): Plugin => ({
  name: 'command-names',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.tsx?$/ }, async ({ path }) => ({
      contents: installedNames(await readFile(path, 'utf8')),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
});

/**
 * Bundles the command line for Node 20 and later: an entry file, and chunks for the code that a command loads on use.
 * @param options.write `false` keeps the files in memory.
 * @returns the files by path, with their imports and inputs.
 */
export const bundleCli = async ({ write }: { write: boolean }): Promise<Outputs> => {
  const { metafile } = await build({
    entryPoints: { pipebell: 'src/cli/main.ts' },
    // Two folders below package.json, as the sources are, which read their version from it.
    outdir: CLI_FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    // Errors are reported by their name.
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
    write,
    // Builds the studio's page in a checkout. The package contains the page.
    external: ['esbuild'],
    plugins: [commandNames(), builtins()],
  });
  return metafile.outputs;
};

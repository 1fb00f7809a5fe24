import { build, type Metafile } from 'esbuild';
import { builtins } from './builtins.ts';
import { oneStart } from './one-start.ts';

export const HANDLERS = ['router', 'deliverer'] as const;

export type Outputs = Metafile['outputs'];

/** Path of a handler's entry file, as it stands in {@link Outputs}. */
export const entryOf = (name: string): string => `dist/${name}/index.mjs`;

/**
 * Bundles one handler: an entry file, the start, and chunks for the modules that are imported by `import()`.
 * @param options.write `false` keeps the files in memory: only their sizes are of interest.
 * @returns the `.mjs` files by path, with their imports and inputs.
 */
export const bundle = async (name: string, { write }: { write: boolean }): Promise<Outputs> => {
  const { metafile } = await build({
    entryPoints: { index: `handlers/${name}.ts` },
    outdir: `dist/${name}`,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // esbuild's default for Node prefers `main`, the CommonJS build, which cannot be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    treeShaking: true,
    legalComments: 'none',
    // A file with a character beyond Latin-1 takes two bytes of memory for each character.
    charset: 'ascii',
    sourcemap: 'external',
    metafile: true,
    logLevel: 'warning',
    write,
    plugins: [builtins(), oneStart(`src/lambda/${name}.ts`)],
  });
  return Object.fromEntries(Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs')));
};

/** The files that Node loads for an entry file: itself and its imports by statement, without those by `import()`. */
export const loadedWith = (outputs: Outputs, entry: string, found = new Set<string>()): Set<string> => {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const { path, kind, external } of outputs[entry]?.imports ?? []) {
    if (kind === 'import-statement' && !external) loadedWith(outputs, path, found);
  }
  return found;
};

export const bytesOf = (outputs: Outputs, paths: Iterable<string>): number =>
  [...paths].reduce((total, path) => total + (outputs[path]?.bytes ?? 0), 0);

export const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;

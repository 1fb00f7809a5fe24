import type { Plugin } from 'esbuild';

const NAMESPACE = 'later';

/** Name of a module that is imported by `import()`, as it stands in `entryPoint` of esbuild's metafile. */
export const laterEntry = (module: string): string => `${NAMESPACE}:${module}`;

/**
 * Puts all modules of the start into one file.
 *
 * esbuild puts modules into one file if the same entry points reach them, and each `import()` is an entry point: the
 * start would be 24 files, each of which Node resolves, reads and links. Here each module that is imported by `import()`
 * imports the start too, so all entry points reach all of it. It has been evaluated by then, so this import costs nothing.
 * @param start path of the module that imports the start. It must not await at its top level what needs an `import()`,
 * which would wait for the start itself.
 */
export const oneStart = (start: string): Plugin => ({
  name: 'one-start',
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const resolved = await build.resolve(path, { kind: 'import-statement', importer, resolveDir });
      if (resolved.errors.length > 0) return { errors: resolved.errors };
      const relative = resolved.path.slice(process.cwd().length + 1).replaceAll('\\', '/');
      return { path: relative, namespace: NAMESPACE };
    });
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
      contents: `import './${start}';\nexport * from './${path}';`,
      resolveDir: process.cwd(),
    }));
  },
});

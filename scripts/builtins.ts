import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Turns every import of a Node built-in into `process.getBuiltinModule`.
 *
 * An `import 'node:http'` statement makes Node build an ESM facade that reads each of the module's exports. Some of them
 * are lazy, and reading them loads undici: 20 ms and 10 MB at every cold start. A CommonJS-style module exports the
 * object without reading its properties, and esbuild turns named imports into property accesses on it.
 * Unused imports are not loaded.
 * @see https://github.com/nodejs/node/issues/59686
 */
export const builtins = (): Plugin => ({
  name: 'builtins',
  setup(build) {
    const names = new Set(builtinModules);
    build.onResolve({ filter: /^[\w:/-]+$/ }, ({ path }) => {
      const name = path.replace(/^node:/, '');
      return path.startsWith('node:') || names.has(name)
        ? { path: name, namespace: 'builtin', sideEffects: false }
        : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
});

import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/** Modules that packages import for functions that the handlers do not call. They are loaded when they are used. */
const LAZY = new Set(['stream/promises', 'stream/web']);

/** Marks an expression as free of side effects, so that esbuild drops what is not imported. */
const pure = (expression: string): string => `/* @__PURE__ */ (() => ${expression})()`;

const moduleText = (path: string): string => {
  const load = `process.getBuiltinModule('node:${path}')`;
  const names = Object.keys(process.getBuiltinModule(`node:${path}`) ?? {}).filter((name) => name !== 'default');
  if (LAZY.has(path)) {
    // A function or a class is used through a proxy of it, so nothing is loaded before.
    return names
      .map(
        (name) =>
          `export const ${name} = /* @__PURE__ */ new Proxy(function () {}, { get: (_, key) => ${load}.${name}[key], apply: (_, self, args) => ${load}.${name}(...args), getPrototypeOf: () => ${load}.${name} });`,
      )
      .join('\n');
  }
  return [
    `const loaded = ${pure(load)};`,
    'export default loaded;',
    ...names.map((name) => `export const ${name} = ${pure(`loaded.${name}`)};`),
  ].join('\n');
};

/**
 * Turns every import of a Node built-in into `process.getBuiltinModule`.
 *
 * An `import 'node:http'` statement makes Node build an ESM facade that reads each of the module's exports. Some of them
 * are lazy, and reading them loads undici: 20 ms and 10 MB at every cold start. Here only the imported exports are read.
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
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: moduleText(path) }));
  },
});

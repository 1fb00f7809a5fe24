import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { builtins } from '../scripts/builtins.ts';
import { bundle } from '../scripts/bundle.ts';

const OUT = 'dist/bench';

const COMMON = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** What a handler is bundled with when nobody tunes it: the defaults of esbuild for Node. */
const DEFAULT_BUNDLING = { ...COMMON, format: 'cjs' } as const satisfies BuildOptions;

/** Bundles Pipebell's functions and the baselines. @returns the folder of each handler by name. */
export const buildAll = async (): Promise<Record<string, string>> => {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const folder = (name: string): string => join(process.cwd(), OUT, name);
  const lean = ['empty', 'post', 'post-table', 'fetch'];
  await Promise.all([
    bundle('router', { write: true }),
    bundle('deliverer', { write: true }),
    ...lean.map((name) =>
      build({
        ...COMMON,
        entryPoints: [`bench/baselines/${name}.ts`],
        outfile: `${folder(name)}/index.mjs`,
        plugins: [builtins()],
      }),
    ),
    build({
      ...DEFAULT_BUNDLING,
      entryPoints: ['bench/baselines/common.ts'],
      outfile: `${folder('common')}/index.cjs`,
    }),
  ]);
  return {
    ...Object.fromEntries([...lean, 'common'].map((name) => [name, folder(name)])),
    router: join(process.cwd(), 'dist/router'),
    deliverer: join(process.cwd(), 'dist/deliverer'),
  };
};

// Bundles the two Lambda handlers into dist/, and fails if anything slow at start-up got in. With --lenient it only
// says so: a bundle over the limit starts later, but it works, and a deployment should not wait for a lighter one.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { builtins } from './builtins.ts';

const HANDLERS = ['router', 'deliverer'];

/** Start-up time follows size: at 80 KiB a handler still starts within 1.75 times an empty one. */
const MAX_BUNDLE_BYTES = 81_920;

/** What the handlers do without, because each costs more start-up time than all the rest together. */
const UNWANTED: ReadonlyMap<RegExp, string> = new Map([
  [/node_modules\/@aws-sdk\/client-/, 'an AWS SDK client (call AWS through src/aws/call.ts)'],
  [/credential-provider/, 'an AWS credential provider (Lambda hands credentials over in the environment)'],
  [/node_modules\/zod\/.*\/locales\//, "a zod locale (import * as z from 'zod/mini')"],
  [/node_modules\/undici\//, 'undici (send through src/http.ts)'],
  [/aws-xray-sdk/, 'the X-Ray SDK'],
]);

const lenient = process.argv.includes('--lenient');

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

type Output = Metafile['outputs'][string];

const problems = ({ bytes, inputs, imports }: Output): string[] => {
  const unwanted = [...UNWANTED].flatMap(([pattern, what]) =>
    Object.keys(inputs).some((path) => pattern.test(path)) ? [`holds ${what}`] : [],
  );
  const statements = imports.filter(({ external }) => external).map(({ path }) => `imports ${path} by a statement`);
  const size = `is ${kilobytes(bytes)}, more than the ${kilobytes(MAX_BUNDLE_BYTES)} allowed`;
  return [...(bytes > MAX_BUNDLE_BYTES ? [size] : []), ...unwanted, ...statements];
};

const printContents = ({ inputs }: Output) => {
  const bySize = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  for (const [path, { bytesInOutput }] of bySize) {
    if (bytesInOutput > 0) console.error(`${kilobytes(bytesInOutput).padStart(10)}  ${path}`);
  }
};

const { metafile } = await build({
  entryPoints: HANDLERS.map((name) => `handlers/${name}.ts`),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // esbuild's default for Node prefers `main`, the CommonJS build, which cannot be tree-shaken.
  mainFields: ['module', 'main'],
  minify: true,
  treeShaking: true,
  legalComments: 'none',
  sourcemap: 'external',
  metafile: true,
  logLevel: 'warning',
  plugins: [builtins()],
});

for (const name of HANDLERS) {
  const path = `dist/${name}.mjs`;
  const output = metafile.outputs[path];
  if (!output) throw new Error(`esbuild wrote no ${path}`);
  const found = problems(output);
  if (found.length > 0) {
    console.error(`${path} ${found.join('; ')}${lenient ? '' : '. It holds, by size:'}`);
    if (!lenient) {
      printContents(output);
      process.exitCode = 1;
    }
  } else {
    const zipped = gzipSync(await readFile(path)).byteLength;
    console.log(`${path.padEnd(18)} ${kilobytes(output.bytes).padStart(9)} ${kilobytes(zipped).padStart(9)} gzipped`);
  }
}

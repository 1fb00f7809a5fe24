// Bundles the two Lambda handlers into dist/, and fails if anything slow at start-up got in. Beside each file lies its
// source map, which is not deployed: it is for reading a stack trace from a function's log.
import { readFile, rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { builtins } from './builtins.ts';

const HANDLERS = ['router', 'deliverer'];

/** What a handler loads before its first event. At 80 KiB it still starts within 1.75 times an empty one. */
const MAX_START_BYTES = 81_920;

/** What the handlers do without, because each costs more start-up time than all the rest together. */
const UNWANTED: ReadonlyMap<RegExp, string> = new Map([
  [/node_modules\/@aws-sdk\/client-/, 'an AWS SDK client (call AWS through src/aws/call.ts)'],
  [/credential-provider/, 'an AWS credential provider (Lambda hands credentials over in the environment)'],
  [/node_modules\/zod\/.*\/locales\//, "a zod locale (import * as z from 'zod/mini')"],
  [/node_modules\/undici\//, 'undici (send through src/net/http.ts)'],
  [/aws-xray-sdk/, 'the X-Ray SDK'],
]);

type Output = Metafile['outputs'][string];

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

/** One entry file, and a chunk for what is imported later by `import()` or shared with that. */
const bundle = async (name: string): Promise<Metafile['outputs']> => {
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
    charset: 'utf8',
    sourcemap: 'external',
    metafile: true,
    logLevel: 'warning',
    plugins: [builtins()],
  });
  return Object.fromEntries(Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs')));
};

/** The entry and every file that it imports by a statement: what is read before the first event. */
const startFiles = (outputs: Metafile['outputs'], path: string, found = new Set<string>()): Set<string> => {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
    if (kind === 'import-statement' && !external) startFiles(outputs, next, found);
  }
  return found;
};

const sum = (outputs: readonly Output[]): number => outputs.reduce((total, { bytes }) => total + bytes, 0);

const problems = (start: readonly Output[], all: readonly Output[]): string[] => {
  const unwanted = [...UNWANTED].flatMap(([pattern, what]) =>
    start.some(({ inputs }) => Object.keys(inputs).some((path) => pattern.test(path))) ? [`loads ${what}`] : [],
  );
  const statements = all
    .flatMap(({ imports }) => imports)
    .filter(({ external }) => external)
    .map(({ path }) => `imports ${path} by a statement`);
  const size = `loads ${kilobytes(sum(start))} to start, more than the ${kilobytes(MAX_START_BYTES)} allowed`;
  return [...(sum(start) > MAX_START_BYTES ? [size] : []), ...unwanted, ...statements];
};

const printContents = (start: readonly Output[]) => {
  const sizes = start.flatMap(({ inputs }) => Object.entries(inputs));
  for (const [path, { bytesInOutput }] of sizes.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)) {
    if (bytesInOutput > 0) console.error(`${kilobytes(bytesInOutput).padStart(10)}  ${path}`);
  }
};

// Chunks are named after what they hold: those of an earlier build would stay.
await rm('dist', { recursive: true, force: true });
for (const name of HANDLERS) {
  const outputs = await bundle(name);
  const entry = `dist/${name}/index.mjs`;
  const paths = startFiles(outputs, entry);
  const start = [...paths].flatMap((path) => outputs[path] ?? []);
  const all = Object.values(outputs);
  const zipped = await Promise.all([...paths].map(async (path) => gzipSync(await readFile(path)).byteLength));
  const gzipped = kilobytes(zipped.reduce((total, bytes) => total + bytes, 0));
  const later = kilobytes(sum(all) - sum(start));
  console.log(
    `${entry.padEnd(24)} ${kilobytes(sum(start)).padStart(9)} ${gzipped.padStart(8)} gzipped, ${later} later`,
  );

  const found = problems(start, all);
  if (found.length > 0) {
    console.error(`${entry} ${found.join('; ')}. It holds, by size:`);
    printContents(start);
    process.exitCode = 1;
  }
}

// Fails if the code that a function loads until its first event is done grows beyond its limit, or if it contains a
// dependency that is slow to start. Lists the code by part, with --silent only where it fails.
//
//   npm run size
import { bundle, bytesOf, entryOf, HANDLERS, kilobytes, loadedWith, type Outputs } from './bundle.ts';
import { firstEventFiles } from './first-event.ts';

/** Bytes for start and first event: 3 % above the size measured when the limit was last set. */
const LIMIT_BYTES = { router: 234_000, deliverer: 144_600 };

/** Dependencies that the handlers must not load: each costs more start-up time than all other code together. */
const UNWANTED: ReadonlyMap<RegExp, string> = new Map([
  [/node_modules\/@aws-sdk\/client-/, 'an AWS SDK client (call AWS through src/aws/call.ts)'],
  [/credential-provider/, 'an AWS credential provider (Lambda passes credentials in the environment)'],
  [/node_modules\/zod\/.*\/locales\//, "a zod locale (import * as z from 'zod/mini')"],
  [/node_modules\/undici\//, 'undici (send through src/net/http.ts)'],
  [/aws-xray-sdk/, 'the X-Ray SDK'],
]);

/** `node_modules/zod/v4/core/parse.js` belongs to `zod`, `src/relay/batch.ts` to `src/relay`. */
const partOf = (input: string): string =>
  input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/)?.[1] ??
  input.match(/^src\/[^/]+|^handlers/)?.[0] ??
  'other';

const parts = (outputs: Outputs, files: Iterable<string>): [string, number][] => {
  const sizes = new Map<string, number>();
  for (const file of files) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      sizes.set(partOf(input), (sizes.get(partOf(input)) ?? 0) + bytesInOutput);
    }
  }
  return [...sizes].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
};

const problems = (name: keyof typeof LIMIT_BYTES, outputs: Outputs, files: ReadonlySet<string>): string[] => {
  const bytes = bytesOf(outputs, files);
  const inputs = [...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
  return [
    ...(bytes > LIMIT_BYTES[name]
      ? [`loads ${bytes} bytes until its first event is done, more than the limit of ${LIMIT_BYTES[name]}`]
      : []),
    ...[...UNWANTED]
      .filter(([pattern]) => inputs.some((path) => pattern.test(path)))
      .map(([, what]) => `loads ${what}`),
    // A built-in imported by statement: see scripts/builtins.ts.
    ...Object.values(outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external }) => external)
      .map(({ path }) => `imports ${path} by a statement`),
  ];
};

const print = (name: keyof typeof LIMIT_BYTES, outputs: Outputs, files: ReadonlySet<string>): void => {
  const bytes = bytesOf(outputs, files);
  const start = bytesOf(outputs, loadedWith(outputs, entryOf(name)));
  console.log(`${name}: ${bytes} of ${LIMIT_BYTES[name]} bytes, ${start} at start and ${bytes - start} later`);
  for (const [part, size] of parts(outputs, files)) console.log(`${kilobytes(size).padStart(10)}  ${part}`);
};

for (const name of HANDLERS) {
  const outputs = await bundle(name, { write: false });
  const files = firstEventFiles(name, outputs);
  const found = problems(name, outputs, files);
  if (found.length > 0 || !process.argv.includes('--silent')) print(name, outputs, files);
  for (const problem of found) console.error(`${name}: ${problem}`);
  if (found.length > 0) process.exitCode = 1;
}

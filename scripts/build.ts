// Bundles the two Lambda handlers into dist/ and prints their sizes. Limits are checked by scripts/size.ts, which is part
// of `npm run check` and not of a deployment. Source maps are written beside the bundles and not deployed: they translate
// the stack traces in a function's log.
import { rm } from 'node:fs/promises';
import { bundle, bytesOf, entryOf, HANDLERS, kilobytes, loadedWith } from './bundle.ts';

// Chunks are named after their content, so those of an earlier build would stay.
await rm('dist', { recursive: true, force: true });
for (const name of HANDLERS) {
  const outputs = await bundle(name, { write: true });
  const start = bytesOf(outputs, loadedWith(outputs, entryOf(name)));
  const rest = bytesOf(outputs, Object.keys(outputs)) - start;
  console.log(`${entryOf(name).padEnd(24)} ${kilobytes(start)} at start, ${kilobytes(rest)} on demand`);
}

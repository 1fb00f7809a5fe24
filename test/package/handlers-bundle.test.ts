import { bundle, entryOf, HANDLERS, loadedWith } from '../../scripts/bundle.ts';
import { firstEventFiles } from '../../scripts/first-event.ts';
import { laterEntry } from '../../scripts/one-start.ts';

describe.each(HANDLERS)('the bundle of the %s', (name) => {
  test('starts with at most three files', async () => {
    const outputs = await bundle(name, { write: false });

    expect(loadedWith(outputs, entryOf(name)).size).toBeLessThanOrEqual(3);
    expect(Object.keys(outputs).length).toBeGreaterThan(30);
  });

  test('has the code of rare cases in files that neither the start nor the first event loads', async () => {
    const outputs = await bundle(name, { write: false });
    const first = firstEventFiles(name, outputs);
    const rare = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === laterEntry('src/aws/bury.ts'));

    expect([typeof rare, first.has(rare ?? '')]).toEqual(['string', false]);
    expect(first.has(entryOf(name))).toBe(true);
  });
});

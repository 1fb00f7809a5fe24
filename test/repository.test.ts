import { readFileSync } from 'node:fs';
import { OCCASIONS } from '../src/model/notification.ts';
import { platformNames } from '../src/platforms/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Names in the first column of the tables. */
const rows = [...readme.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);

describe('the README', () => {
  test('has a row for every platform', () => {
    expect(platformNames.filter((name) => !rows.includes(name))).toEqual([]);
  });

  test.each(OCCASIONS)('tells of %s, which a target can ask for', (occasion) => {
    expect(readme).toContain(`\`${occasion}\``);
  });

  test('stays short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });
});

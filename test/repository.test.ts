import { readFileSync } from 'node:fs';
import { OCCASIONS } from '../src/model/notification.ts';
import { platformNames } from '../src/platforms/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  test.each(platformNames)('has a row for the platform %s', (name) => {
    expect(readme).toContain(`\n| \`${name}\` |`);
  });

  test.each(OCCASIONS)('tells of %s, which a target can ask for', (occasion) => {
    expect(readme).toContain(`\`${occasion}\``);
  });

  test('stays short', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(150);
  });
});

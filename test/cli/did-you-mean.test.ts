import { similarName } from '../../src/cli/did-you-mean.ts';

const NAMES = ['team-web', 'team-ops', 'bakery-prod'];

test.each([
  ['team-wbe', 'team-web'],
  ['teamweb', 'team-web'],
  ['Team-Ops', 'team-ops'],
  ['bakery', 'bakery-prod'],
  ['bakery-prod-2', 'bakery-prod'],
  ['payments', undefined],
  ['', undefined],
])('%j is similar to %s', (name, expected) => {
  expect(similarName(name, NAMES)).toBe(expected);
});

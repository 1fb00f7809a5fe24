import fc from 'fast-check';
import { globMatches, globsMatch } from '../../src/relay/glob.ts';

/** A simple and slow reference implementation. */
const naive = (pattern: string, text: string): boolean => {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1));
};

describe('a glob', () => {
  test.each([
    ['shop', 'shop', true],
    ['shop', 'Shop', false],
    ['shop', 'shops', false],
    ['shop', 'a-shop', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything at all', true],
    ['**', 'a', true],
    ['web-*', 'web-', true],
    ['web-*', 'web-shop', true],
    ['web-*', 'my-web-shop', false],
    ['*-prod', 'shop-prod', true],
    ['*-prod', 'shop-prod-eu', false],
    ['*-prod', 'shop-prod-prod', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['?', '', false],
    ['?', 'a', true],
    ['?', 'ab', false],
    ['v?.?', 'v1.2', true],
    ['*?', '', false],
    ['*?', 'a', true],
    ['eu-*-?', 'eu-central-1', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['(a|b)+$', '(a|b)+$', true],
    ['\\*', '\\anything', true],
    ['__proto__', '__proto__', true],
    ['gr*n', 'grün', true],
  ])('%j over %j: %j', (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });

  test('matches like a simple reference implementation', () => {
    const from = (...letters: string[]) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 9 });

    fc.assert(
      fc.property(from('a', 'b', '*', '?'), from('a', 'b', '*', '?'), (pattern, text) => {
        expect(globMatches(pattern, text)).toBe(naive(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['*a'.repeat(128), 'a'.repeat(20_000).concat('b')],
    [`${'a*'.repeat(127)}b`, 'a'.repeat(20_000)],
    ['*'.repeat(256).concat('b'), 'a'.repeat(20_000)],
    [`${'?*'.repeat(127)}b`, 'a'.repeat(20_000)],
  ])('is fast even for a worst-case pattern (%#)', (pattern, text) => {
    expect(globMatches(pattern, text)).toBe(false);
  });
});

describe('a list of globs', () => {
  test.each([
    [['web-*'], 'web-shop', true],
    [['web-*'], 'api', false],
    [['web-*', 'api'], 'api', true],
    [['web-*', '!web-sandbox'], 'web-sandbox', false],
    [['!web-sandbox', 'web-*'], 'web-sandbox', false],
    [['web-*', '!web-sandbox'], 'web-shop', true],
    [['!*-sandbox'], 'web-shop', true],
    [['!*-sandbox'], 'web-sandbox', false],
    [['!web-*', '!api'], 'batch', true],
    [['!!odd'], '!odd', false],
    [['!!odd'], 'odd', true],
    [['*'], undefined, false],
    [['web-*', '!api'], undefined, false],
    [['!api'], undefined, true],
    [[], 'anything', true],
    [['*'], '', true],
  ])('%j over %j: %j', (globs, text, expected) => {
    expect(globsMatch(globs, text)).toBe(expected);
  });
});

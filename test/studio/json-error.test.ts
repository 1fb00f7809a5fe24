import fc from 'fast-check';
import { problemIn } from '../../src/studio/page/events/draft.ts';
import { jsonErrorIn } from '../../src/studio/page/events/json-error.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the error of an event that is not JSON', () => {
  test.each([
    ['{\n  "a": 1,\n  oops\n}', 3, 'expected a name in double quotes'],
    ['{\n  "a": oops\n}', 2, 'expected a value'],
    ['{\n  "a" 1\n}', 2, 'expected a colon after the name'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 'expected a comma or the closing bracket'],
    ['{\n  "a": [1, 2\n}', 3, 'expected a comma or the closing bracket'],
    ['[\n  1,\n]', 3, 'expected a value'],
    ['{"a": 1}\n\nmore', 3, 'there is text after the end of the JSON'],
    ['{\n  "a": 1\n\n\n', 2, 'expected a comma or the closing bracket'],
    ['{\n  "a": "x\ny"\n}', 2, 'expected a value'],
  ])('is found in %j at line %i', (text, line, words) => {
    expect(problemIn(text)).toEqual({ line, text: words });
  });

  test('is absent exactly for the texts that JSON.parse accepts', () => {
    const mutated = fc
      .tuple(fc.json(), fc.nat(200), fc.constantFrom('', ',', '"', '}', ']', ':', '0', ' ', '\\', 'x'), fc.nat(2))
      .map(([text, at, put, cut]) => text.slice(0, at) + put + text.slice(at + cut));

    fc.assert(
      fc.property(mutated, (text) => (jsonErrorIn(text) === undefined) === isJson(text)),
      { numRuns: 3000 },
    );
  });

  test('is found behind thousands of brackets', () => {
    const deep = '['.repeat(90_000);

    expect(jsonErrorIn(deep)?.position).toBe(90_000);
    expect(jsonErrorIn(deep + ']'.repeat(90_000))).toBeUndefined();
  });

  test('does not concern plain text', () => {
    expect(problemIn('The nightly import failed')).toBeUndefined();
  });
});

import fc from 'fast-check';
import { parseJson } from '../../src/text/json.ts';

const nested = (levels: number, open = '[', close = ']'): string => open.repeat(levels) + close.repeat(levels);

test('any JSON of few levels is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test.each(['', '{', '"half', '[1,]', '\\"', '{"a":1}}'])('%j is not JSON', (text) => {
  expect(parseJson(text)).toBeUndefined();
});

test.each([
  ['200 levels', nested(200)],
  ['many brackets in a text', JSON.stringify({ text: '[{'.repeat(100_000), more: '\\"[' })],
  ['many arrays side by side', `[${Array(10_000).fill('[]').join()}]`],
])('JSON with %s is read, and can be written again', (_, text) => {
  expect(JSON.stringify(parseJson(text))).toBe(text);
});

test.each([
  ['arrays', nested(201)],
  ['arrays, far more', nested(100_000)],
  ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['arrays after a text with a quote', `["\\"",${nested(100_000)}]`],
  ['brackets that are never closed', '['.repeat(1_000_000)],
])('JSON with too many levels of %s is no JSON', (_, text) => {
  expect(parseJson(text)).toBeUndefined();
});

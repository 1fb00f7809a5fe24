import fc from 'fast-check';
import { partsOf, patternOf } from '../../../src/cli/aws/log-pattern.ts';

test('a pattern holds each term, and no character of a value with a meaning of its own', () => {
  expect(
    patternOf([
      ['pipeline', 'bakery'],
      ['resource', 'a "b" \\ *'],
    ]),
  ).toBe('{ $.pipeline = "bakery" || $.resource = "a *b* * *" }');
});

test('terms are split into patterns of at most 1,024 characters, none lost and in their order', () => {
  const term = fc.tuple(fc.constantFrom('eventId', 'deliveryId'), fc.string({ maxLength: 200 }));
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 60 }), (terms) => {
      const parts = partsOf(terms);

      expect(parts.flat()).toEqual(terms);
      for (const part of parts) expect(patternOf(part).length).toBeLessThanOrEqual(1024);
    }),
  );
});

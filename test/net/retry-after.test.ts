import fc from 'fast-check';
import { parseRetryAfter } from '../../src/net/retry-after.ts';

const NOW = new Date('2026-03-04T09:15:30Z');

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['1', 1],
    ['120', 120],
    [' 120 ', 120],
    ['0120', 120],
    ['999999', 999_999],
    ['9999999999', 9_999_999_999],
  ])('%j is read as seconds', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });

  test.each([
    ['Wed, 04 Mar 2026 09:17:00 GMT', 90],
    ['Wed, 04 Mar 2026 09:15:31 GMT', 1],
    ['Thu, 05 Mar 2026 09:15:30 GMT', 86_400],
  ])('%j is converted to seconds from now', (header, seconds) => {
    expect(parseRetryAfter(header, NOW)).toBe(seconds);
  });

  test('a date is rounded up: never earlier than asked', () => {
    const justBefore = new Date(NOW.getTime() - 1);

    expect(parseRetryAfter('Wed, 04 Mar 2026 09:17:00 GMT', justBefore)).toBe(91);
  });

  test.each(['Wed, 04 Mar 2026 09:15:30 GMT', 'Wed, 04 Mar 2026 09:15:29 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    '%j is in the past and means no wait',
    (header) => {
      expect(parseRetryAfter(header, NOW)).toBe(0);
    },
  );

  test.each([
    ['a sign', '-1'],
    ['a plus', '+1'],
    ['nothing', ''],
    ['a blank', '   '],
    ['an exponent', '1e9'],
    ['a fraction', '120.5'],
    ['hexadecimal', '0x10'],
    ['a list', '30, 60'],
    ['a word', 'tomorrow'],
    ['full-width digits', '３０'],
    ['Arabic digits', '٣٠'],
    ['a unit', '30s'],
    ['two lines', '30\n60'],
    ['more digits than any wait has', '10000000000'],
    ['10 kB of digits', '9'.repeat(10_000)],
    ['10 kB of words', 'GMT '.repeat(2500)],
    ['an ISO date', '2026-03-04T09:17:00Z'],
    ['an obsolete date', 'Wednesday, 04-Mar-26 09:17:00 GMT'],
    ['another zone', 'Wed, 04 Mar 2026 09:17:00 CET'],
    ['an hour that does not exist', 'Wed, 04 Mar 2026 25:17:00 GMT'],
    ['a year alone', '2026'.padEnd(11, '0')],
  ])('%s is ignored', (_, header) => {
    expect(parseRetryAfter(header, NOW)).toBeUndefined();
  });

  test('is undefined without a header', () => {
    expect(parseRetryAfter(undefined, NOW)).toBeUndefined();
  });

  test('with any value gives whole seconds that are not negative, or undefined', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );

    fc.assert(
      fc.property(header, (value) => {
        const seconds = parseRetryAfter(value, NOW);

        expect(seconds === undefined || (Number.isInteger(seconds) && seconds >= 0)).toBe(true);
      }),
    );
  });
});

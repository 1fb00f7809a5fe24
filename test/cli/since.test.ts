import { parseSince } from '../../src/cli/since.ts';

const NOW = new Date('2026-05-06T10:30:00.000Z');

describe('the start of a time window', () => {
  test.each([
    ['2h', '2026-05-06T08:30:00.000Z'],
    ['30m', '2026-05-06T10:00:00.000Z'],
    ['30min', '2026-05-06T10:00:00.000Z'],
    ['1.5h', '2026-05-06T09:00:00.000Z'],
    ['3d', '2026-05-03T10:30:00.000Z'],
    ['03:00Z', '2026-05-06T03:00:00.000Z'],
    ['11:00Z', '2026-05-05T11:00:00.000Z'],
    ['2026-05-06T01:00:00Z', '2026-05-06T01:00:00.000Z'],
    ['2026-05-06T01:00:00+02:00', '2026-05-05T23:00:00.000Z'],
  ])('%s is %s', (value, expected) => {
    expect(parseSince(value, NOW).toISOString()).toBe(expected);
  });

  test('is the latest such time of the local time zone', () => {
    for (const value of ['03:00', '23:59', '0:00']) {
      const from = parseSince(value, NOW);
      const age = NOW.getTime() - from.getTime();

      expect(`${from.getHours()}:${String(from.getMinutes()).padStart(2, '0')}`).toBe(value.replace(/^0(?=\d:)/, ''));
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(25 * 3_600_000);
    }
  });

  test.each(['', 'soon', '2', '25:00', '03:60', '2026-05-06', '2026-05-07T00:00:00Z', '31d', '-2h'])(
    'is not %j',
    (value) => {
      expect(() => parseSince(value, NOW)).toThrow(/^--since: /);
    },
  );
});

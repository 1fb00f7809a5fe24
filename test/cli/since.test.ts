import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

  test('is the same time of the day before, also if that day has another length', async () => {
    const since = new URL('../../src/cli/since.ts', import.meta.url).href;
    const script = `
      import { parseSince } from ${JSON.stringify(since)};
      const at = (value, now) => console.log(parseSince(value, new Date(now)).toISOString());
      at('03:00', '2026-03-29T00:30:00Z'); // 01:30 in Berlin, half an hour before the clocks go forward
      at('02:30', '2026-03-29T01:10:00Z'); // 03:10: this day has no 02:30
      at('12:00', '2026-10-25T09:00:00Z'); // 10:00, after the clocks went back
      at('01:30Z', '2026-03-29T01:10:00Z');
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', '--input-type=module', '-e', script],
      {
        env: { TZ: 'Europe/Berlin' },
      },
    );

    expect(stdout.split('\n')).toEqual([
      '2026-03-28T02:00:00.000Z',
      '2026-03-28T01:30:00.000Z',
      '2026-10-24T10:00:00.000Z',
      '2026-03-28T01:30:00.000Z',
      '',
    ]);
  });

  test.each(['', 'soon', '2', '25:00', '03:60', '2026-05-06', '2026-05-07T00:00:00Z', '31d', '-2h'])(
    'is not %j',
    (value) => {
      expect(() => parseSince(value, NOW)).toThrow(/^--since: /);
    },
  );
});

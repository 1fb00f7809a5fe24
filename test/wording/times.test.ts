import { shortCommit } from '../../src/text/short-id.ts';
import { duration } from '../../src/text/time.ts';
import { roughly, utcNear, utcTime, validTime } from '../../src/wording/times.ts';

test.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [45, '45 s'],
  [59.6, '1 min'],
  [60, '1 min'],
  [252, '4 min 12 s'],
  [3600, '1 h'],
  [3601, '1 h'],
  [7500, '2 h 5 min'],
  [86_400, '1 day'],
  [90_000, '1 day 1 h'],
  [183_600, '2 days 3 h'],
  [280_000, '3 days'],
  [604_800, '7 days'],
  [-5, '0 s'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test.each([
  ['2026-03-11T09:15:29.000Z', '6 days'],
  ['2026-03-05T09:15:30.000Z', '1 day'],
  ['2026-03-04T15:00:00.000Z', '5 h'],
  ['2026-03-04T09:16:29.000Z', '59 s'],
  ['2026-03-04T09:15:29.000Z', undefined],
  [undefined, undefined],
])('until %s it is roughly %s', (end, words) => {
  expect(roughly('2026-03-04T09:15:30.000Z', end)).toBe(words);
});

test('a time is written with its zone, with the year and the day if they differ', () => {
  expect(utcTime('2026-11-03T14:05:09.000Z')).toBe('Nov 3, 14:05 UTC');
  expect(utcTime('2027-01-03T14:05:09.000Z', '2026-12-28T00:00:00.000Z')).toBe('Jan 3 2027, 14:05 UTC');
  expect(utcNear('2026-11-03T14:05:09.000Z', '2026-11-03T23:00:00.000Z')).toBe('14:05 UTC');
  expect(utcNear('2026-11-04T14:05:09.000Z', '2026-11-03T23:00:00.000Z')).toBe('Nov 4, 14:05 UTC');
});

test('a text that is no time is left out', () => {
  expect(validTime('soon')).toBeUndefined();
  expect(validTime(undefined)).toBeUndefined();
  expect(validTime('2026-11-03T14:05:09+01:00')).toBe('2026-11-03T13:05:09.000Z');
});

test('a commit is shown by seven digits of its hash, and in full if it is not a hash', () => {
  expect(shortCommit({ id: '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5' })).toBe('5f0c1a9');
  expect(shortCommit({ id: 'v7Kq' })).toBe('v7Kq');
  expect(shortCommit({ id: 'sha256:'.padEnd(71, '0') })).toHaveLength(24);
});

import { isoTime, secondsBetween } from '../../src/text/time.ts';

test.each([
  ['2026-03-04T09:15:30Z', '2026-03-04T09:15:30.000Z'],
  ['2026-03-04T09:15:30.204Z', '2026-03-04T09:15:30.204Z'],
  ['2026-03-04T09:15Z', '2026-03-04T09:15:00.000Z'],
  ['2026-03-04T09:15:30.006+0000', '2026-03-04T09:15:30.006Z'],
  ['2026-03-04T09:15:30+02:00', '2026-03-04T07:15:30.000Z'],
])('AWS’s %s is %s', (written, iso) => {
  expect(isoTime(written)).toBe(iso);
});

test.each([
  undefined,
  null,
  '',
  'yesterday',
  '2026-03-04',
  '2026-03-04T09:15:30',
  '2026-13-04T09:15:30Z',
  'Mar 4, 2026 9:13:20 AM',
  '9999-12-31T23:59:59-12:00',
])('%j is no time', (written) => {
  expect(isoTime(written)).toBeUndefined();
});

test('seconds are whole and never negative', () => {
  expect(secondsBetween('2026-03-04T09:15:30.000Z', '2026-03-04T09:19:42.400Z')).toBe(252);
  expect(secondsBetween('2026-03-04T09:15:30.000Z', '2026-03-04T09:15:30.000Z')).toBe(0);
  expect(secondsBetween('2026-03-04T09:19:42.000Z', '2026-03-04T09:15:30.000Z')).toBeUndefined();
  expect(secondsBetween(undefined, '2026-03-04T09:15:30.000Z')).toBeUndefined();
  expect(secondsBetween('2026-03-04T09:15:30.000Z', undefined)).toBeUndefined();
});

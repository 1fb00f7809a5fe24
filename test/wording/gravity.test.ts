import type { Notification } from '../../src/model/notification.ts';
import { gravityText } from '../../src/wording/gravity.ts';
import { aNotification } from '../support/factories.ts';

const since = '2026-03-04T07:05:30.000Z';
const gravity = (transition: Notification['transition'], fields: Partial<Notification> = {}) =>
  gravityText(aNotification({ ...fields, transition }));

test('a first failure and an ending without history have no line', () => {
  expect(gravity({ kind: 'broken', count: 1, since })).toBeUndefined();
  expect(gravity(undefined)).toBeUndefined();
});

test.each([
  ['3rd failure in a row, red for 2 h 10 min.', {}],
  ['3rd failure in a row, red for 2 h 10 min. Same error.', { error: 'same' }],
  ['3rd failure in a row, red for 2 h 10 min. Different error now.', { error: 'different' }],
  ['Retry 2 of the same run. Same error.', { error: 'same', retry: 2 }],
  ['3rd failure in a row.', { since: 'once' }],
] as const)('a further failure has its count, its age and the comparison: "%s"', (words, more) => {
  expect(gravity({ kind: 'still-failing', count: 3, since, ...more })).toBe(words);
});

test('the end of a streak has its age, and its count if it is more than one', () => {
  const green: Partial<Notification> = { moment: 'succeeded', failures: [] };
  const again = { ...green, commitsNote: 'same' } as const;

  expect(gravity({ kind: 'fixed', count: 3, since }, green)).toBe('Red for 2 h 10 min, 3 failures.');
  expect(gravity({ kind: 'fixed', count: 1, since }, green)).toBe('Red for 2 h 10 min.');
  expect(gravity({ kind: 'fixed', count: 1, since }, again)).toBe('Red for 2 h 10 min. The same commit, run again.');
  expect(gravity({ kind: 'recovered-on-retry', count: 1, since, retry: 1 }, green)).toBe(
    'Red for 2 h 10 min. The same commit, run again.',
  );
  expect(gravity({ kind: 'recovered-on-retry', count: 1, since }, green)).toBe('Red for 2 h 10 min.');
});

test('a lasting state has reports rather than failures', () => {
  const lasting = { lasting: true, moment: 'succeeded' } as const;

  expect(gravity({ kind: 'still-failing', count: 2, since }, { lasting: true })).toBe(
    '2nd report in a row, red for 2 h 10 min.',
  );
  expect(gravity({ kind: 'fixed', count: 2, since }, lasting)).toBe('Red for 2 h 10 min, 2 reports.');
});

test('an impossible time is omitted', () => {
  const later = '2027-01-01T00:00:00.000Z';

  expect(gravity({ kind: 'fixed', count: 2, since: later }, { moment: 'succeeded' })).toBe('After 2 failures.');
  expect(gravity({ kind: 'fixed', count: 1, since: later }, { moment: 'succeeded' })).toBeUndefined();
});

test.each([
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [21, '21st'],
  [112, '112th'],
  [1003, '1003rd'],
])('%d is %s', (count, ordinal) => {
  expect(gravity({ kind: 'still-failing', count, since: 'once' })).toBe(`${ordinal} failure in a row.`);
});

import type { Notification } from '../../src/model/notification.ts';
import { addToSummary, openSummary } from '../../src/relay/summary.ts';
import { afterFixes, summaryNotification } from '../../src/wording/summary.ts';
import { headline, plainText } from '../../src/wording/words.ts';
import { aNotification } from '../support/factories.ts';

const at = (seconds: number): string => new Date(Date.parse('2026-03-04T14:02:00Z') + seconds * 1000).toISOString();
const failed = (name: string, reason?: string, seconds = 0): Notification =>
  aNotification({ moment: 'failed', time: at(seconds), pipeline: { name }, failures: reason ? [{ reason }] : [] });
const fixed = (name: string, seconds = 0): Notification =>
  aNotification({
    moment: 'succeeded',
    time: at(seconds),
    pipeline: { name },
    transition: { kind: 'fixed', count: 1, since: at(0) },
  });

const summaryOf = (...members: Notification[]) =>
  summaryNotification(addToSummary(openSummary('team', 'd_1', at(0), 0), members));
const drawn = (notification: Notification) =>
  notification.summary?.groups.map(({ title, names, more }) => [title, names.map(({ name }) => name).join(' '), more]);

test('the headline says how many alerts came in which time, and what happened', () => {
  const notification = summaryOf(failed('a'), failed('b', undefined, 118), fixed('c', 118));

  expect(plainText(notification)).toBe('🔴 3 more alerts in 2 min: 2 failed, 1 fixed');
  expect(headline(notification)).toBe('3 more alerts between 14:02 and 14:03 UTC');
  expect(notification).toMatchObject({ severity: 'failure', moment: 'message', time: at(118) });
});

test('alerts of the same moment have no duration', () => {
  expect(plainText(summaryOf(failed('a'), failed('b')))).toBe('🔴 2 more alerts: 2 failed');
  expect(headline(summaryOf(failed('a'), failed('b')))).toBe('2 more alerts at 14:02 UTC');
});

test('a summary of an earlier version has all of it in its title', () => {
  const { summary, ...notification } = summaryOf(failed('a'));
  const earlier = {
    ...notification,
    title: '1 more alerts: 1 failed',
    ...(summary && { summary: { ...summary, from: undefined } }),
  };

  expect(headline(earlier)).toBe('1 more alerts: 1 failed');
});

test('a cause that several share comes before those that failed alone, and what is broken at the end', () => {
  const members = [
    fixed('login'),
    failed('billing', '3 tests failed'),
    failed('shop', 'rate limit reached'),
    failed('cart', 'rate limit reached'),
    failed('media', `out of ${'memory '.repeat(20)}`),
    fixed('geo'),
  ];

  expect(drawn(summaryOf(...members))).toEqual([
    ['2 failed for one reason: rate limit reached', 'shop cart', 0],
    [
      '2 failed for other reasons',
      expect.stringMatching(/^billing \(3 tests failed\) media \(out of memory .{0,40}\)$/),
      0,
    ],
    ['2 fixed', 'login geo', 0],
    ['Broken now: 4', 'billing shop cart media', 0],
  ]);
});

test('names that do not fit are counted', () => {
  const members = Array.from({ length: 30 }, (_, nth) => failed(`web-${nth}`, 'rate limit'));

  const [group, broken] = drawn(summaryOf(...members)) ?? [];

  expect(group?.[2]).toBe(22);
  expect(broken).toEqual(['Broken now: 30', expect.stringContaining('web-19'), 10]);
});

test('a summary of fixes is good news', () => {
  expect(summaryOf(fixed('a'), fixed('b')).severity).toBe('success');
});

test('what is fixed later is no longer broken now', () => {
  const members = [failed('shop', 'rate limit'), failed('cart', 'rate limit'), failed('audit', 'timeout')];
  const { summary } = summaryOf(...members);
  const after = summary && afterFixes(summary, ['cart', 'shop']);

  expect(drawn({ ...summaryOf(...members), summary: after })?.slice(-2)).toEqual([
    ['Broken now: 1', 'audit', 0],
    ['Fixed since: 2', 'cart shop', 0],
  ]);
  expect(summary && afterFixes(summary, [])).toEqual(summary);
});

test('a fix of a subject that a summary counts without its name lowers the number', () => {
  const { summary } = summaryOf(...Array.from({ length: 30 }, (_, nth) => failed(`web-${nth}`, 'rate limit')));
  const after = summary && afterFixes(summary, ['web-0', 'web-29']);

  expect(after?.groups.at(-2)).toMatchObject({ title: 'Broken now: 28', more: 9 });
});

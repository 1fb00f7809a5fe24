import fc from 'fast-check';
import type { Commit, Moment, Notification } from '../../src/model/notification.ts';
import { icon } from '../../src/wording/icons.ts';
import { gist, plainText } from '../../src/wording/push.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';

const reason = 'No room';
const commit: Commit = { id: '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5', summary: 'Charge once', author: 'Ada Moreno' };
const short = aNotification({ environment: 'prod', failures: [{ stage: 'Deploy', reason }], commits: [commit] });

describe('the push text', () => {
  test('has icon, environment, verdict, reason and commit on one line', () => {
    expect(plainText(short)).toBe(
      '🔴 prod · storefront failed at Deploy — No room · 5f0c1a9 Charge once by Ada Moreno',
    );
  });

  test('names the failed part of a stack where no reason is known', () => {
    const failed = { pipeline: undefined, level: undefined, resource: { kind: 'stack', name: 'bakery' }, commits: [] };
    const failures = [{ action: 'Oven' }, { action: 'Door' }];

    expect(plainText(aNotification({ ...failed, failures }))).toBe('🔴 Stack bakery failed — Oven');
    expect(plainText(aNotification({ ...failed, failures: [...failures, { action: 'Bell', reason }] }))).toBe(
      '🔴 Stack bakery failed — Bell: No room',
    );
  });

  test('has the name of the account where no environment is known', () => {
    expect(plainText(aNotification({ accountName: 'shop-live', commits: [] }))).toMatch(/^🔴 shop-live · storefront f/);
  });

  test('loses the commit first, then the end of the reason, and never the verdict', () => {
    const long = { ...short, failures: [{ stage: 'Deploy', reason: 'The bucket is full. '.repeat(9) }] };
    const named = { ...long, pipeline: { name: 'storefront-'.repeat(20) } };

    expect(plainText({ ...short, commits: [{ ...commit, summary: 'x'.repeat(80) }] })).toBe(
      '🔴 prod · storefront failed at Deploy — No room',
    );
    expect(plainText(long)).toMatch(/^🔴 prod · storefront failed at Deploy — The bucket is full\. The .*…$/);
    expect(plainText(long)).toHaveLength(110);
    expect(plainText(named)).toContain(`${'storefront-'.repeat(20)} failed at Deploy — The bucket is full.`);
  });

  test('is longer for a receiver that shows nothing else', () => {
    const long = { ...short, failures: [{ stage: 'Deploy', reason: 'The bucket is full. '.repeat(9).trim() }] };

    expect(plainText(long, 1000)).toMatch(/is full\. · 5f0c1a9 Charge once by Ada Moreno$/);
  });

  test.each([
    ['storefront was', 'stopped', { stopReason: 'Wrong branch' }, '⏹️ storefront stopped — Wrong branch'],
    ['', 'approval', { approval: { comment: 'Look\nhere' } }, '✋ storefront waiting for approval — Look here'],
    ['', 'message', { text: 'Read\nthis' }, '🔴 storefront — Read this'],
    ['', 'succeeded', { commits: [commit] }, '🟢 storefront succeeded — 5f0c1a9 Charge once by Ada Moreno'],
  ] satisfies [string, Moment, Partial<Notification>, string][])(
    '%shas what matters at the moment %s',
    (_, moment, fields, text) => {
      expect(plainText(aNotification({ failures: [], commits: [], ...fields, moment }))).toBe(text);
    },
  );

  test('counts the other commits of a fix', () => {
    const fixed: Partial<Notification> = {
      moment: 'succeeded',
      failures: [],
      commits: [commit, commit, commit],
      transition: { kind: 'fixed', count: 1, since: '2026-03-04T09:05:30.000Z' },
    };

    expect(plainText(aNotification(fixed))).toBe(
      '🟢 storefront is fixed after 10 min — 5f0c1a9 Charge once by Ada Moreno, +2 more',
    );
  });

  test('has what follows the verdict by itself', () => {
    expect(gist(short)).toBe('No room · 5f0c1a9 Charge once by Ada Moreno');
    expect(gist({ ...short, failures: [] })).toBe('5f0c1a9 Charge once by Ada Moreno');
  });

  test('is one line of limited length that begins with an icon, for any notification', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const words = plainText(notification);
        expect(words).not.toMatch(/[\n\r]/);
        expect(words.length).toBeLessThanOrEqual(40 + 250 + 50);
        expect(words.startsWith(icon(notification))).toBe(true);
      }),
    );
  });
});

test('an icon shows the moment, and the severity of a change or a message', () => {
  expect(icon(aNotification({ moment: 'rolled-back', severity: 'warning' }))).toBe('↩️');
  expect(icon(aNotification({ moment: 'rejected', severity: 'warning' }))).toBe('⛔');
  expect(icon(aNotification({ moment: 'change', severity: 'info' }))).toBe('⚪');
  expect(icon(aNotification({ moment: 'change', severity: 'failure' }))).toBe('🔴');
  expect(icon(aNotification({ moment: 'message', severity: 'info' }))).toBe('🔵');
});

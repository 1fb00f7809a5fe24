import fc from 'fast-check';
import { MOMENTS, type Notification } from '../../src/model/notification.ts';
import { shortCommit } from '../../src/text/short-id.ts';
import { duration } from '../../src/text/time.ts';
import {
  commitRef,
  failurePlace,
  headline,
  icon,
  plainText,
  streakText,
  subject,
  utcTime,
} from '../../src/wording/words.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';

const SHA = '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5';

describe('the headline', () => {
  test.each([
    ['started', 'storefront started'],
    ['succeeded', 'storefront succeeded'],
    ['failed', 'storefront failed at Deploy'],
    ['stopping', 'storefront is stopping'],
    ['stopped', 'storefront stopped'],
    ['superseded', 'storefront was superseded'],
    ['canceled', 'storefront was canceled'],
    ['resumed', 'storefront resumed'],
    ['abandoned', 'storefront was abandoned'],
    ['approval', 'storefront waits for approval'],
    ['change', 'storefront is now FAILED'],
    ['message', 'storefront'],
  ] as const)('of the moment "%s" is "%s"', (moment, words) => {
    expect(headline(aNotification({ moment }))).toBe(words);
  });

  test('has a text for every moment', () => {
    for (const moment of MOMENTS) expect(headline(aNotification({ moment }))).not.toContain('undefined');
  });

  test('of a stage names the stage once', () => {
    expect(headline(aNotification({ stage: 'Deploy' }))).toBe('storefront › Deploy failed');
  });

  test('is the title of the source, if it has one', () => {
    expect(headline(aNotification({ title: 'Disk full' }))).toBe('Disk full');
  });

  test('of an event without a name is "An event"', () => {
    expect(headline(aNotification({ moment: 'change', pipeline: undefined, state: undefined }))).toBe(
      'An event is now changed',
    );
  });
});

describe('after earlier endings', () => {
  const since = '2026-03-04T07:05:30.000Z';
  const wordsOf = (transition: Notification['transition'], fields: Partial<Notification> = {}) => {
    const notification = aNotification({ ...fields, transition });
    return [headline(notification), streakText(notification)];
  };
  const green: Partial<Notification> = { moment: 'succeeded', failures: [] };

  test('a first failure has no streak text', () => {
    expect(wordsOf({ kind: 'broken', count: 1, since })).toEqual(['storefront failed at Deploy', undefined]);
  });

  test('a further failure shows the count and the duration of the streak', () => {
    expect(wordsOf({ kind: 'still-failing', count: 3, since })).toEqual([
      'storefront still fails at Deploy',
      '3rd failure in a row, red for 2 h 10 min',
    ]);
  });

  test('a failed retry is numbered', () => {
    expect(wordsOf({ kind: 'still-failing', count: 2, since, retry: 1 })).toEqual([
      'storefront failed again at Deploy on retry 1',
      '2nd failure in a row, red for 2 h 10 min',
    ]);
  });

  test('a fix shows the duration and the failures of the streak', () => {
    expect(wordsOf({ kind: 'fixed', count: 3, since, retry: 1 }, green)).toEqual([
      'storefront is fixed',
      'Red for 2 h 10 min, 3 failures',
    ]);
  });

  test('a run that recovers shows the number of the retry', () => {
    expect(wordsOf({ kind: 'recovered-on-retry', count: 1, since, retry: 1 }, green)).toEqual([
      'storefront succeeded on retry 1',
      'Red for 2 h 10 min, 1 failure',
    ]);
    expect(wordsOf({ kind: 'recovered-on-retry', count: 1, since }, green)[0]).toBe('storefront succeeded on a retry');
  });

  test('an impossible time is omitted', () => {
    expect(wordsOf({ kind: 'fixed', count: 1, since: '2027-01-01T00:00:00.000Z' }, green)[1]).toBe('After 1 failure');
    expect(wordsOf({ kind: 'still-failing', count: 2, since: 'once' })[1]).toBe('2nd failure in a row');
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
    expect(wordsOf({ kind: 'still-failing', count, since: 'once' })[1]).toBe(`${ordinal} failure in a row`);
  });
});

describe('an approval that has ended', () => {
  const action = { name: 'SignOff', category: 'Approval' };

  test('shows the decision', () => {
    expect(headline(aNotification({ moment: 'succeeded', action }))).toBe('storefront › SignOff was approved');
    expect(headline(aNotification({ moment: 'failed', stage: 'Release', action }))).toBe(
      'storefront › Release › SignOff was not approved',
    );
  });
});

test('the environment follows the verdict', () => {
  expect(headline(aNotification({ environment: 'production' }))).toBe('storefront failed at Deploy · production');
});

test('the subject goes from the pipeline to the action', () => {
  expect(subject(aNotification({ stage: 'Deploy', action: { name: 'CreateStack' } }))).toBe(
    'storefront › Deploy › CreateStack',
  );
});

test('a failure’s place has the known parts', () => {
  expect(failurePlace({ stage: 'Deploy', action: 'CreateStack' })).toBe('Deploy › CreateStack');
  expect(failurePlace({ action: 'CreateStack' })).toBe('CreateStack');
  expect(failurePlace({ reason: 'x' })).toBeUndefined();
});

describe('a commit', () => {
  test('is shown by seven digits of its hash, and in full if it is not a hash', () => {
    expect(shortCommit({ id: SHA })).toBe('5f0c1a9');
    expect(shortCommit({ id: 'v7Kq' })).toBe('v7Kq');
    expect(shortCommit({ id: 'sha256:'.padEnd(71, '0') })).toHaveLength(24);
  });

  test('shows its tag rather than its branch', () => {
    expect(commitRef({ id: SHA, tag: 'v1', branch: 'main' })).toBe('tag v1');
    expect(commitRef({ id: SHA, branch: 'main' })).toBe('main');
    expect(commitRef({ id: SHA })).toBeUndefined();
  });
});

describe('the plain text', () => {
  test('has event, cause and commit on one line', () => {
    expect(plainText(aNotification())).toBe(
      '🔴 storefront failed at Deploy · The stack rolled back: the bucket name is taken · 5f0c1a9 Charge the card once by Ada Moreno',
    );
  });

  test('has the reason of a stop and the comment of an approval', () => {
    const quiet = { failures: [], commits: [] };

    expect(plainText(aNotification({ ...quiet, moment: 'stopped', stopReason: 'Wrong branch' }))).toBe(
      '🔴 storefront stopped · Wrong branch',
    );
    expect(plainText(aNotification({ ...quiet, moment: 'approval', approval: { comment: 'Look\nhere' } }))).toBe(
      '🔴 storefront waits for approval · Look here',
    );
  });

  test('has the streak, and the deadline of an approval', () => {
    const transition = { kind: 'still-failing', count: 2, since: '2026-03-04T09:05:30.000Z' } as const;

    expect(plainText(aNotification({ transition, commits: [], failures: [{ reason: 'No room' }] }))).toBe(
      '🔴 storefront still fails · 2nd failure in a row, red for 10 min · No room',
    );
    expect(
      plainText(
        aNotification({
          moment: 'approval',
          commits: [],
          failures: [],
          approval: { expiresAt: '2026-03-11T09:15:30.000Z' },
        }),
      ),
    ).toBe('🔴 storefront waits for approval · until 2026-03-11 09:15 UTC');
  });

  test('is one line of limited length that begins with an icon, for any notification', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const words = plainText(notification);
        expect(words).not.toMatch(/[\n\r]/);
        expect(words.length).toBeLessThanOrEqual(5 * 303);
        expect(words.startsWith(icon(notification))).toBe(true);
      }),
    );
  });
});

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
  [86_400, '1 d'],
  [90_000, '1 d 1 h'],
  [604_800, '7 d'],
  [-5, '0 s'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('a time is written with its zone', () => {
  expect(utcTime('2026-11-23T14:05:09.000Z')).toBe('2026-11-23 14:05 UTC');
});

import fc from 'fast-check';
import { MOMENTS, type Notification } from '../src/model/notification.ts';
import {
  buttons,
  commitRef,
  commitWords,
  drawToFit,
  duration,
  facts,
  failurePlace,
  fewLines,
  headline,
  icon,
  manyRepositories,
  more,
  shortCommit,
  subject,
  summary,
  triggerWords,
  utcTime,
} from '../src/wording.ts';
import { anyNotification } from './support/arbitraries.ts';
import { aNotification } from './support/factories.ts';

const SHA = '5f0c1a9b7e3d42866f1b2c3d4e5f60718293a4b5';
const triggered = (trigger: Notification['trigger']) => triggerWords(aNotification({ trigger }));

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

  test('knows every moment', () => {
    for (const moment of MOMENTS) expect(headline(aNotification({ moment }))).not.toContain('undefined');
  });

  test('of a stage names the stage once', () => {
    expect(headline(aNotification({ stage: 'Deploy' }))).toBe('storefront › Deploy failed');
  });

  test('is the source’s own where it has one', () => {
    expect(headline(aNotification({ title: 'Disk full' }))).toBe('Disk full');
  });

  test('of something without a name is about an event', () => {
    expect(headline(aNotification({ moment: 'change', pipeline: undefined, state: undefined }))).toBe(
      'An event is now changed',
    );
  });
});

test('the subject goes from the widest to the narrowest', () => {
  expect(subject(aNotification({ stage: 'Deploy', action: { name: 'CreateStack' } }))).toBe(
    'storefront › Deploy › CreateStack',
  );
});

test('a failure’s place is as much of it as is known', () => {
  expect(failurePlace({ stage: 'Deploy', action: 'CreateStack' })).toBe('Deploy › CreateStack');
  expect(failurePlace({ action: 'CreateStack' })).toBe('CreateStack');
  expect(failurePlace({ reason: 'x' })).toBeUndefined();
});

describe('a commit', () => {
  test('is quoted by seven digits of its hash, and whole where it has none', () => {
    expect(shortCommit({ id: SHA })).toBe('5f0c1a9');
    expect(shortCommit({ id: 'v7Kq' })).toBe('v7Kq');
    expect(shortCommit({ id: 'sha256:'.padEnd(71, '0') })).toHaveLength(24);
  });

  test('is on its tag before its branch', () => {
    expect(commitRef({ id: SHA, tag: 'v1', branch: 'main' })).toBe('tag v1');
    expect(commitRef({ id: SHA, branch: 'main' })).toBe('main');
    expect(commitRef({ id: SHA })).toBeUndefined();
  });

  test('names its repository where there are several', () => {
    const [commit] = aNotification().commits;
    if (!commit) throw new Error('the factory makes a commit');
    const other = { ...commit, repository: 'acme-shop/infra' };

    expect([manyRepositories([commit, commit]), manyRepositories([commit, other])]).toEqual([false, true]);
    expect(commitWords(commit, { repository: false })).toBe('Charge the card once · Ada Moreno · main');
    expect(commitWords(commit, { repository: true })).toBe(
      'Charge the card once · Ada Moreno · acme-shop/storefront · main',
    );
  });
});

describe('the summary', () => {
  test('says what, why and whose on one line', () => {
    expect(summary(aNotification())).toBe(
      '🔴 storefront failed at Deploy · The stack rolled back: the bucket name is taken · 5f0c1a9 Charge the card once by Ada Moreno',
    );
  });

  test('says why it was stopped, and what an approval is about', () => {
    const quiet = { failures: [], commits: [] };

    expect(summary(aNotification({ ...quiet, moment: 'stopped', stopReason: 'Wrong branch' }))).toBe(
      '🔴 storefront stopped · Wrong branch',
    );
    expect(summary(aNotification({ ...quiet, moment: 'approval', approval: { comment: 'Look\nhere' } }))).toBe(
      '🔴 storefront waits for approval · Look here',
    );
  });

  test('is one line of limited length that begins with its icon, whatever it is about', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const words = summary(notification);
        expect(words).not.toMatch(/[\n\r]/);
        expect(words.length).toBeLessThanOrEqual(3 * 300 + 6);
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

describe('what started an execution', () => {
  test.each([
    ['arn:aws:sts::111122223333:assumed-role/Release/ada.moreno', 'a start request (ada.moreno)'],
    ['arn:aws:iam::111122223333:user/team/ada', 'a start request (ada)'],
    ['arn:aws:iam::111122223333:root', 'a start request (root)'],
    ['arn:aws-cn:iam::111122223333:user/ada', 'a start request (ada)'],
    ['arn:aws:codeconnections:eu-west-1:111122223333:connection/3e9b', 'a start request'],
    [undefined, 'a start request'],
  ])('is told of the caller %s as "%s"', (detail, words) => {
    expect(triggered({ type: 'StartPipelineExecution', detail })).toBe(words);
  });

  test('is AWS’s word where we have none', () => {
    expect(triggered({ type: 'Moonlight' })).toBe('Moonlight');
    expect(triggered({ type: 'constructor' })).toBe('constructor');
    expect(triggered({})).toBeUndefined();
    expect(triggered(undefined)).toBeUndefined();
  });
});

describe('the facts', () => {
  test('come in the order of their worth', () => {
    const notification = aNotification({
      action: { name: 'UnitTests', provider: 'CodeBuild' },
      trigger: { type: 'Webhook' },
      execution: { id: '7f6e5d4c-3b2a-4190-8f7e-6d5c4b3a2910', attempt: 3, url: 'https://example.com/' },
      details: [{ label: 'Batch', value: '7' }],
    });

    expect(facts(notification)).toEqual([
      { label: 'Took', value: '4 min 12 s' },
      { label: 'Retry', value: '2' },
      { label: 'Provider', value: 'CodeBuild' },
      { label: 'Started by', value: 'a push' },
      { label: 'Account', value: '111122223333 in eu-west-1' },
      { label: 'Execution', value: '7f6e5d4c', url: 'https://example.com/' },
      { label: 'Batch', value: '7' },
    ]);
  });

  test('leave out what is not known', () => {
    const bare = { account: undefined, region: undefined, execution: undefined, durationSeconds: undefined };

    expect(facts(aNotification(bare))).toEqual([]);
    expect(facts(aNotification({ ...bare, region: 'eu-west-1' }))).toEqual([{ label: 'Region', value: 'eu-west-1' }]);
  });

  test('leave out that an approval is manual, which says nothing', () => {
    const action = { name: 'SignOff', category: 'Approval', provider: 'Manual' };

    expect(facts(aNotification({ action })).map(({ label }) => label)).not.toContain('Provider');
  });

  test('show an execution’s id whole where it is no UUID', () => {
    const execution = { id: 'arn:aws:x' };

    expect(facts(aNotification({ execution })).at(-1)).toEqual({ label: 'Execution', value: 'arn:aws:x' });
  });
});

describe('the buttons', () => {
  test('begin with the one thing to do', () => {
    const [first, ...others] = buttons(aNotification({ approval: { reviewUrl: 'https://example.com/review' } }));

    expect(first).toEqual({ label: 'Review', url: 'https://example.com/review', primary: true });
    expect(others.map(({ label }) => label)).toEqual(['Open failure', 'Open execution', 'Open commit']);
    expect(others.some(({ primary }) => primary)).toBe(false);
  });

  test('lead to the pipeline where no execution is known', () => {
    const notification = aNotification({ execution: undefined, failures: [], commits: [] });

    expect(buttons(notification).map(({ label }) => label)).toEqual(['Open pipeline']);
  });

  test('lead to each place once', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const urls = buttons(notification).map(({ url }) => url);
        expect(new Set(urls).size).toBe(urls.length);
      }),
    );
  });
});

describe('a drawing that must fit', () => {
  test('has all the detail there is room for', () => {
    const drawn = (room: number) =>
      drawToFit(
        ({ failures }) => failures,
        (failures) => failures <= room,
      );

    expect([drawn(9), drawn(2), drawn(1)]).toEqual([3, 2, 1]);
  });

  test('is the shortest where nothing fits', () => {
    expect(
      drawToFit(
        ({ commits }) => commits,
        () => false,
      ),
    ).toBe(1);
  });
});

test('text of too many lines keeps its beginning and its end', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}`).join('\n');

  expect(fewLines(lines(4), 4)).toBe('1\n2\n3\n4');
  expect(fewLines(lines(9), 6)).toBe('1\n2\n…\n7\n8\n9');
  expect(fewLines(lines(9), 2)).toBe('…\n9');
  expect(fewLines('a\n\n \nb', 2)).toBe('a\nb');
});

test('what is left out is counted', () => {
  expect(more([1, 2, 3], 1, 'commit')).toBe('+2 more commits');
  expect(more([1, 2], 1, 'commit')).toBe('+1 more commit');
  expect(more([1], 1, 'commit')).toBeUndefined();
  expect(more([], 3, 'commit')).toBeUndefined();
});

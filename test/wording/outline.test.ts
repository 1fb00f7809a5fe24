import fc from 'fast-check';
import type { Notification } from '../../src/model/notification.ts';
import { drawToFit, type Line, type Outline } from '../../src/wording/outline.ts';
import { huge } from '../platforms/extremes.ts';
import { stories } from '../platforms/stories.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';

const outlineOf = (notification: Notification, fits: (outline: Outline) => boolean = () => true): Outline =>
  drawToFit(notification, (outline) => outline, fits);

const textOf = (line: Line): string => ('code' in line ? line.code : line.map(({ text }) => text).join(''));
const linesOf = ({ sections }: Outline): string[] => sections.flat().map(textOf);

/** What is drawn from the fullest to the shortest. */
const drawings = (notification: Notification): Outline[] => {
  const drawn: Outline[] = [];
  const shortest = outlineOf(notification, (outline) => {
    drawn.push(outline);
    return false;
  });
  return [...drawn, shortest];
};

describe('the outline of a failure', () => {
  test('of a deployment ends with the rollback command, which is dropped if it does not fit', () => {
    const rollback = 'aws codepipeline rollback-stage --pipeline-name storefront --stage-name Deploy';
    const revisions = [{ id: 'c81d2e3f40516273849506a7b8c9d0e1f2a3b4c5' }, { id: 'v7' }];
    const failed = { ...stories.failed, lastGood: { execution: '2c9d8e7f-0000', revisions, rollback } };
    const [fullest, ...others] = drawings(failed);

    expect(linesOf(fullest as Outline).slice(-3)).toEqual([
      'Last success c81d2e3 · v7 · run 2c9d8e7f',
      'Roll back to it',
      rollback,
    ]);
    expect(linesOf(others.at(-1) as Outline)).not.toContain(rollback);
  });

  test('has the cause, the commits and the last success, in this order', () => {
    const lines = linesOf(outlineOf(stories.failed));

    expect(lines[0]).toBe('checkout › charges the card once: expected length 1, received length 2');
    expect(lines[1]).toContain('● checkout › charges the card once');
    expect(lines.slice(2)).toEqual([
      'Since the last success',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
      '0aa1b2c  Wait for the answer of the bank (#318) · Grace Okafor',
      '9be47d1  Show the delivery slot on the receipt · Jo Lindqvist',
      'Last success 16 h ago · c81d2e3',
    ]);
  });

  test('names unavailable facts in the last line', () => {
    const unavailable = (...said: string[]) => outlineOf(aNotification({ missing: said })).unavailable;

    expect(unavailable('commits: throttled', 'last-success: throttled', 'log: access-denied')).toBe(
      'Not available: commits, last success (throttled), log (access denied)',
    );
    expect(unavailable('a word')).toBe('Not available: a word');
    expect(outlineOf(stories.failed).unavailable).toBeUndefined();
    expect(unavailable('\u0000', '')).toBeUndefined();
  });

  test('notes that the commit is the one of the last success', () => {
    expect(linesOf(outlineOf(stories['failed-on-retry']))).toContain('The same commit as in the last success');
  });

  test.each([
    ['BUILD: exit status 1\nBuild terminated', false],
    ['one\n  two', true],
    ['1\n2\n3', false],
    ['1\n2\n3\n4', true],
  ])('shows the reason %j as code if its layout matters: %s', (reason, isCode) => {
    const [line] = outlineOf(aNotification({ failures: [{ reason }] })).sections[0] ?? [];

    expect(line).toEqual(isCode ? { code: reason } : [{ text: reason }]);
  });

  test('links the verdict to the log rather than to the run', () => {
    const [verdict] = outlineOf(stories.failed).headline;

    expect(verdict).toMatchObject({ text: 'storefront failed at Build', url: stories.failed.failures[0]?.logUrl });
  });
});

describe('the reason', () => {
  const lines = (fields: Partial<Notification>) => linesOf(outlineOf(aNotification({ commits: [], ...fields })));
  const stack = { pipeline: undefined, resource: { kind: 'stack', name: 'shop-prod' } };

  test('names the failed part of a subject that is no pipeline', () => {
    expect(lines({ ...stack, failures: [{ action: 'PaymentQueue', reason: 'already exists' }] })).toEqual([
      'PaymentQueue: already exists',
    ]);
    expect(lines({ ...stack, failures: [{ action: 'Queue', reason: 'The Queue exists' }] })).toEqual([
      'The Queue exists',
    ]);
  });

  test('has an error code only if a person can search for it and the reason does not name it', () => {
    const of = (code: string, reason: string) => lines({ failures: [{ stage: 'Test', code, reason }] });

    expect(of('LedgerMismatch', 'debits differ')).toEqual(['LedgerMismatch: debits differ']);
    expect(of('JobFailed', 'debits differ')).toEqual(['debits differ']);
    expect(of('ResourceNotFoundException', 'ResourceNotFound: no table')).toEqual(['ResourceNotFound: no table']);
  });

  test('is labelled if several parts failed, and parts that failed for one reason stand together', () => {
    const failures = ['a', 'b', 'c', 'd', 'e'].map((action) => ({ action, reason: action === 'd' ? 'OOM' : 'ENOSPC' }));

    expect(lines({ ...stack, failures })).toEqual(['a, b, c, +1 more: ENOSPC', 'd: OOM']);
  });

  test('is not repeated by the excerpt, a text or a detail', () => {
    const reason = 'TypeError: total is undefined';
    const log = `at cart.ts:31\n  ${reason}\nnext`;
    const details = [
      { label: 'instance', value: 'i-0aa' },
      { label: 'exit-code', value: '1' },
      { label: 'image', value: 'shop:42' },
    ];

    expect(lines({ failures: [{ reason, log }], text: reason, details: [] })).toEqual([reason, 'at cart.ts:31\nnext']);
    expect(lines({ title: 'i-0aa failed', failures: [{ reason: 'image not-shop:42 not found' }], details })).toEqual([
      'image not-shop:42 not found',
      'Exit code  1',
      'Image  shop:42',
    ]);
  });
});

describe('the commits', () => {
  test('are what fixed it, what is shipped, or what was not', () => {
    const since = '2026-03-04T07:05:30.000Z';
    const same = { ...stories.fixed, commitsNote: 'same' } as const;

    expect(linesOf(outlineOf(stories.fixed))[0]).toBe('Fixed by');
    expect(linesOf(outlineOf(same))).not.toContain('Fixed by');
    expect(linesOf(outlineOf(stories.approval))).toContain('Ships');
    expect(linesOf(outlineOf(stories.rejected))).toContain('Not shipped');
    expect(linesOf(outlineOf(stories.succeeded))).toEqual(['5f0c1a9  Charge the card once · Ada Moreno · main']);
    expect(
      linesOf(outlineOf({ ...same, moment: 'failed', transition: { kind: 'still-failing', count: 2, since } })),
    ).toContain('Nothing is new since the previous failure.');
  });

  test('say that there may be more of them, with a link to the comparison', () => {
    const heads = outlineOf({ ...stories.failed, commitsNote: 'heads' }).sections.flat();

    expect(heads).toContainEqual([{ text: 'and what came with it', url: stories.failed.lastGood?.compareUrl }]);
  });

  test('do not repeat a branch that the verdict names', () => {
    const series = { kind: 'branch', name: 'next' };
    const commits = stories.succeeded.commits.map((commit) => ({ ...commit, branch: 'next' }));

    expect(linesOf(outlineOf({ ...stories.succeeded, series, commits }))).toEqual([
      '5f0c1a9  Charge the card once · Ada Moreno',
    ]);
  });
});

test('repository and branch are shown for commits that differ in them', () => {
  const commits = [
    { id: 'a', summary: 'A', repository: 'acme/x', branch: 'main' },
    { id: 'b', summary: 'B', repository: 'acme/y', branch: 'next' },
  ];

  expect(linesOf(outlineOf(aNotification({ commits, failures: [] })))).toEqual([
    'a  A · acme/x · main',
    'b  B · acme/y · next',
  ]);
});

test('the environment is kept if the rest of the headline is too long', () => {
  const { headline } = outlineOf(aNotification({ title: 'word '.repeat(100), environment: 'production' }));
  const text = textOf(headline);

  expect(text).toMatch(/w… · production$/);
  expect(text.length).toBeLessThanOrEqual(250);
});

describe('a message that does not fit', () => {
  const sizeOf = (outline: Outline) => JSON.stringify(outline).length;
  const count = (pattern: RegExp) =>
    drawings(huge).map((outline) => JSON.stringify(outline).match(pattern)?.length ?? 0);

  test('is drawn shorter at each level of detail', () => {
    const sizes = drawings(huge).map(sizeOf);

    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.at(-1)).toBeLessThan(8000);
  });

  test('loses the log first, then older commits, then the rest', () => {
    expect(count(/log line/g)).toEqual([12 + 4 + 4, 6 + 2 + 2, 3 + 1 + 1, 3 + 1, 3]);
    expect(count(/Charge the card once/g)).toEqual([5, 5, 2, 2, 1]);
    expect(count(/Label \d/g)).toEqual([8, 8, 8, 4, 2]);
  });

  test('shows at every level what was cut and which facts are unavailable', () => {
    for (const outline of drawings(huge)) {
      const text = linesOf(outline).join('\n');
      for (const pattern of [/\+\d+ more failures/, /\+\d+ more commits/, /\+\d+ more details/, /…\nlog line/]) {
        expect(text).toMatch(pattern);
      }
      expect(outline.unavailable).toMatch(/^Not available: .*…$/);
    }
  });
});

test('no outline has an empty section, line or piece, or an unsafe link', () => {
  fc.assert(
    fc.property(anyNotification(), (notification) => {
      for (const { headline, sections, links, facts, gravity } of drawings(notification)) {
        expect(sections.every((lines) => lines.length > 0)).toBe(true);
        const pieces = sections.flat().flatMap((line) => ('code' in line ? [{ text: line.code }] : line));
        for (const { text } of [...headline, ...pieces]) expect(text).not.toBe('');
        expect([...facts, ...links.map(({ label }) => label), gravity ?? 'none']).not.toContain('');
        for (const { url = 'https://x' } of [...headline, ...pieces, ...links] as { url?: string }[]) {
          expect(url).toMatch(/^https?:\/\/[^\s<>|()[\]"'`]+$/);
        }
      }
    }),
  );
});

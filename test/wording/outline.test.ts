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
      'Last success  c81d2e3 · v7 · execution 2c9d8e7f',
      'Roll back to it',
      rollback,
    ]);
    expect(linesOf(others.at(-1) as Outline)).not.toContain(rollback);
  });

  test('has the failure, the cause, the commits and the last success, in this order', () => {
    const lines = linesOf(outlineOf(stories.failed));

    expect(lines.slice(0, 2)).toEqual([
      'Build › UnitTests  JobFailed',
      'Error while executing command: npm test. Reason: exit status 1',
    ]);
    expect(lines[2]).toContain('● checkout › charges the card once');
    expect(lines.slice(3)).toEqual([
      'Since the last success',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
      '0aa1b2c  Wait for the answer of the bank (#318) · Grace Okafor',
      '9be47d1  Show the delivery slot on the receipt · Jo Lindqvist',
      'Last success  2026-03-03 16:40 UTC · c81d2e3 · execution 2c9d8e7f',
    ]);
  });

  test('names unavailable facts in the last line', () => {
    const unavailable = (...said: string[]) => outlineOf(aNotification({ missing: said })).unavailable;

    expect(unavailable('commits: throttled', 'last success: throttled', 'log: access denied')).toBe(
      'Not shown: commits, last success (throttled), log (access denied)',
    );
    expect(unavailable('a word')).toBe('Not shown: a word');
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
});

test('a fix lists the commits that fixed it, and an approval the commits it ships', () => {
  expect(linesOf(outlineOf(stories.fixed))[0]).toBe('Fixed by');
  expect(linesOf(outlineOf(stories.approval))).toContain('Ships');
  expect(linesOf(outlineOf(stories.succeeded))).toEqual(['5f0c1a9  Charge the card once · Ada Moreno · main']);
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

  expect(headline.text).toMatch(/w… · production$/);
  expect(headline.text.length).toBeLessThanOrEqual(250);
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
      expect(outline.unavailable).toMatch(/^Not shown: .*…$/);
    }
  });
});

test('no outline has an empty section, line or piece, or an unsafe link', () => {
  fc.assert(
    fc.property(anyNotification(), (notification) => {
      for (const { headline, sections, links, facts, streakText } of drawings(notification)) {
        expect(sections.every((lines) => lines.length > 0)).toBe(true);
        const pieces = sections.flat().flatMap((line) => ('code' in line ? [{ text: line.code }] : line));
        for (const { text } of [headline, ...pieces]) expect(text).not.toBe('');
        expect([...facts, ...links.map(({ label }) => label), streakText ?? 'none']).not.toContain('');
        for (const { url = 'https://x' } of [headline, ...pieces, ...links] as { url?: string }[]) {
          expect(url).toMatch(/^https?:\/\/[^\s<>|()[\]"'`]+$/);
        }
      }
    }),
  );
});

import type { RootFacts } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import type { Words } from '../../src/wording/conversation.ts';
import { NAMELESS } from '../../src/wording/subjects.ts';
import '../../src/wording/words.ts';
import { stories } from '../platforms/stories.ts';
import { aNotification } from '../support/factories.ts';
import { outlineOf, told } from './told.ts';

const REASON = 'tsc: total is possibly undefined';
const facts: RootFacts = { since: '2026-03-04T07:05:30.000Z', reason: REASON, count: 3 };

describe('a reply', () => {
  const lines = (notification: Notification, place?: Pick<Words, 'alone' | 'broadcast'>) =>
    told('reply', notification, facts, place).lines;

  test('names the subject in its first line where no root stands above', () => {
    expect(lines(stories.fixed, { alone: true }).slice(0, 2)).toEqual([
      '🟢 storefront is fixed · production',
      'Red for 2 h 10 min, 3 failures.',
    ]);
    expect(lines(stories.expired, { alone: true })[1]).toBe('Nobody answered for 7 days. The run ended at Release.');
  });

  test('names the subject in its last line where the channel shows it too', () => {
    expect(lines(stories.fixed, { broadcast: true }).at(-1)).toMatch(/^storefront · production {2}· {2}took/);
    expect(lines(stories.fixed).at(-1)).not.toContain('storefront');
    expect(lines(stories.message, { broadcast: true }).join()).not.toContain(NAMELESS);
  });

  test('has no reason and no excerpt for the same error, and the reason where no root stands above', () => {
    const same = { kind: 'still-failing', count: 3, since: facts.since ?? '', error: 'same' } as const;
    const again = { ...stories.failed, transition: same };
    const other = { ...stories.failed, transition: { ...same, error: 'different' as const } };
    const reason = 'expected length 1, received length 2';

    expect(lines(again).join('\n')).not.toContain(reason);
    expect(lines(again, { alone: true }).join('\n')).toContain(reason);
    expect(lines(again, { alone: true }).join('\n')).not.toContain('Tests: ');
    expect(lines(other).join('\n')).toContain('Tests: ');
  });

  test('has no excerpt of the first error where failures cannot be compared', () => {
    const transition = { kind: 'still-failing', count: 2, since: facts.since ?? '' } as const;
    const further = (reason: string) => lines(aNotification({ transition, failures: [{ reason, log: 'line 9' }] }));

    expect(further('Another one')).toContain('line 9');
    expect(further(REASON)).toContain(REASON);
    expect(further(REASON)).not.toContain('line 9');
  });

  test('lists the commits that fixed a failure if there are several', () => {
    const { commits } = stories.failed;

    expect(lines({ ...stories.fixed, commits })[0]).toBe('🟢 Fixed after 2 h 10 min.');
    expect(lines({ ...stories.fixed, commits })).toContain('Fixed by');
    expect(lines({ ...stories.fixed, commitsNote: 'same' })[0]).toBe(
      '🟢 Fixed after 2 h 10 min. The same commit, run again.',
    );
  });

  test('repeats the words of a source only where the state lasts, because they are a new reading then', () => {
    const transition = { kind: 'still-failing', count: 2, since: facts.since ?? '', error: 'same' } as const;
    const release = { title: 'Release 42 is not in the app store', failures: [], commits: [], transition };

    expect(lines(aNotification(release)).slice(0, 2)).toEqual([
      '🔴 Still failing: 2nd in a row, red for 2 h 10 min. Same error.',
      'Open run',
    ]);
    expect(lines(aNotification({ ...release, lasting: true })).slice(0, 2)).toEqual([
      '🔴 Still open: 2nd report in a row, red for 2 h 10 min. Same error.',
      release.title,
    ]);
    expect(lines(aNotification({ ...release, transition: { ...transition, retry: 1 } }))[0]).toBe(
      '🔴 Retry 1 failed. Same error.',
    );
  });

  test('links to a deployment that is a run, and to no other subject', () => {
    const url = 'https://console.example.com/subject';
    const linked = (kind: string) =>
      outlineOf({
        notification: aNotification({
          pipeline: undefined,
          level: undefined,
          execution: undefined,
          failures: [],
          resource: { kind, name: 'shop', url },
        }),
        form: 'reply',
        facts,
      }).links.map((link) => link.url);

    expect(linked('deployment')).toEqual([url]);
    expect(linked('stack')).toEqual([]);
  });

  test('says that nothing is new instead of the commits that the root has', () => {
    const notification = { ...stories['still-failing'], commitsNote: 'same' as const };

    expect(lines(notification).slice(1, 3)).toEqual([
      'Nothing is new since the previous failure.',
      'Open failure · Open run',
    ]);
    expect(lines(stories['still-failing']).join('\n')).toContain('b7e21d9');
  });

  test('about the rollback itself names it', () => {
    const rollback = { ...stories.failed, rollback: true, transition: undefined };

    expect(lines(rollback)[0]).toBe('🔴 The rollback of storefront: failed at Build.');
  });

  test('has the words of an event source without the subject that the root has', () => {
    const batch = aNotification({
      source: 'codebuild',
      level: undefined,
      pipeline: undefined,
      resource: { kind: 'build-batch', name: 'shop-matrix' },
      counts: { of: 'builds', failed: 20, total: 30 },
      commits: [],
      transition: { kind: 'broken', count: 1, since: '2026-03-04T09:15:30.000Z' },
    });

    expect(lines(batch)[0]).toBe('🔴 20 of 30 builds failed');
    expect(lines(batch, { alone: true })[0]).toBe('🔴 shop-matrix: 20 of 30 builds failed');
  });
});

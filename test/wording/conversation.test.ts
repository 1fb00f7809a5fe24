import fc from 'fast-check';
import type { RootFacts } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import { cleanLine } from '../../src/text/clean.ts';
import type { Words } from '../../src/wording/conversation.ts';
import { placeName } from '../../src/wording/headline.ts';
import { drawToFit } from '../../src/wording/outline.ts';
import { plainText } from '../../src/wording/push.ts';
import { about, NAMELESS } from '../../src/wording/subjects.ts';
import '../../src/wording/words.ts';
import { conversationText, drawConversation } from '../../src/wording/conversation.ts';
import { occasions, stories } from '../platforms/stories.ts';
import { anyNotification, anyText } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';
import { linesOf, outlineOf, told } from './told.ts';

const REASON = 'tsc: total is possibly undefined';
const facts: RootFacts = { since: '2026-03-04T07:05:30.000Z', reason: REASON, count: 3 };

/** The first line of a reply to each story, without its icon. */
const REPLIES: Record<keyof typeof stories, string> = {
  started: 'Started.',
  succeeded: 'Succeeded in 4 min 12 s.',
  failed: 'Failed at Build.',
  'still-failing': 'Still failing: 3rd in a row, red for 2 h 10 min. Same error.',
  'failed-on-retry': 'Retry 2 failed. Same error.',
  fixed: 'Fixed after 2 h 10 min by 61e0a7f Restore the rounding · Jo Lindqvist.',
  recovered: 'Recovered on retry 1 after 14 min. The same commit, run again.',
  stopped: 'Stopped at Deploy by Ada Moreno.',
  superseded: 'Superseded.',
  'rolled-back': 'Rolled back at Deploy to c81d2e3 of Mar 3 (run 2c9d8e7f).',
  approval: 'Waiting for approval at Release.',
  approved: 'Approved by Hana Kim after 1 h 24 min.',
  rejected: 'Rejected by Hana Kim after 2 h 10 min.',
  expired: 'Expired: nobody answered for 7 days.',
  change: 'CloudWatch Alarm State Change',
  message: 'Maintenance',
};

/** The first line of a root at each story. The other roots have the first line of a message that stands by itself. */
const ROOTS: Partial<Record<keyof typeof stories, string>> = { started: 'storefront is running · production' };

const firstOf = (lines: readonly string[]): string => (lines[0] ?? '').replace(/^\S+ /, '');
const headlineOf = (notification: Notification): string =>
  firstOf(told('reply', notification, {}, { alone: true }).lines);

describe('the messages of a conversation', () => {
  test.each(occasions)('begin with the verdict at the story %s', (story) => {
    const notification = stories[story];

    expect(firstOf(told('reply', notification, facts).lines)).toBe(REPLIES[story]);
    expect(firstOf(told('root', notification, facts).lines)).toBe(ROOTS[story] ?? headlineOf(notification));
  });

  test.each(occasions)('have the subject in the push text at the story %s', (story) => {
    const notification = stories[story];
    const subject = notification.pipeline?.name ?? notification.title ?? '';

    for (const form of ['root', 'reply'] as const) {
      const { push } = told(form, notification, facts);
      expect(push).toContain(subject);
      expect(push.length).toBeLessThanOrEqual(110);
    }
  });
});

test('a message that belongs to no conversation is a whole alert', () => {
  const update = { ...stories.failed, update: true };
  const words = { notification: update, form: 'message', facts: {} } as const;

  expect(conversationText(words)).toBe(plainText(update));
  expect(outlineOf(words)).toEqual(
    drawToFit(
      update,
      (outline) => outline,
      () => true,
    ),
  );
  expect(firstOf(linesOf(outlineOf({ ...words, notification: stories.started }), '🔵'))).toMatch(/^storefront started/);
});

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

describe('a root', () => {
  const lines = (notification: Notification, more: RootFacts = {}) =>
    told('root', notification, { ...facts, ...more }).lines;

  test('has the first error where it is another one', () => {
    const first = (notification: Notification, reason: string) => lines(notification, { reason }).join('\n');

    expect(first(stories['still-failing'], REASON)).toContain(`First error: ${REASON}`);
    expect(first(stories['still-failing'], stories.failed.failures[0]?.reason ?? '')).not.toContain('First error');
    expect(first(stories['still-failing'], 'checkout › charges the card once: exp…')).not.toContain('First error');
  });

  test('shows the latest of many stages', () => {
    const stages = Array.from({ length: 12 }, (_, at) => ({ name: `S${at}`, state: 'succeeded' as const }));

    expect(lines(stories.succeeded, { stages })[1]).toBe(
      '+4 earlier S4 ✓ S5 ✓ S6 ✓ S7 ✓ S8 ✓ S9 ✓ S10 ✓ S11 ✓ · took 4 min 12 s',
    );
  });

  test('of a run without known stages has its usual duration', () => {
    expect(lines(stories.started, { usualSeconds: 50 })[1]).toBe('usually 50 s');
  });

  test('of a summary has what is fixed since', () => {
    const groups = [{ title: 'Broken now: 2', names: [{ name: 'shop' }, { name: 'cart' }], more: 0 }];
    const summary = { ...stories.message, summary: { count: 9, from: facts.since, occasions: [], groups } };

    expect(lines(summary, { fixed: ['cart'] }).slice(3, 7)).toEqual([
      'Broken now: 1',
      'shop',
      'Fixed since: 1',
      'cart',
    ]);
  });

  test('leaves out that an alert repeats an earlier one', () => {
    const update = { ...stories.failed, update: true };

    expect(lines(update).join('\n')).not.toContain('An update of');
    expect(told('reply', update).lines.join('\n')).toContain('An update of');
  });

  test('of a decision has what was asked and what ships', () => {
    const { commits, approval } = stories.approval;

    expect(lines(stories.approved, { commits, question: approval?.comment ?? '' }).slice(1, 5)).toEqual([
      'Asked: "Smoke tests are green on staging. Look at the basket before you say yes."',
      '"Looks good, ship it"',
      'Ships',
      '5f0c1a9  Charge the card once · Ada Moreno · main',
    ]);
  });

  test('of a stop in an incident has its count, its age, and that it stays open', () => {
    expect(lines(stories.stopped).slice(1, 3)).toEqual(['3 failures, red for 2 h 10 min.', '"Wrong branch, sorry"']);
    expect(lines(stories.stopped)).toContain('The failure stays open until a new run succeeds.');
    expect(told('root', stories.stopped, { since: facts.since }).lines.join('\n')).not.toContain('stays open');
  });
});

const anyFacts = fc.record(
  {
    since: fc.constantFrom('2026-03-04T07:05:30.000Z', '2027-01-01T00:00:00.000Z', 'never', ''),
    at: fc.constantFrom('2026-03-04T07:05:30.000Z', 'never'),
    reason: anyText(),
    question: anyText(),
    count: fc.nat(),
    usualSeconds: fc.nat(),
    incidentUrl: fc.constantFrom('https://chat.example/p1', 'javascript:alert(1)', ''),
    stages: fc.array(
      fc.record({ name: anyText(), state: fc.constantFrom('running', 'succeeded', 'failed', 'stopped') }),
    ),
  },
  { requiredKeys: [] },
);

const anyWords = fc.record({
  notification: anyNotification(),
  form: fc.constantFrom('root' as const, 'reply' as const, 'message' as const),
  facts: anyFacts,
  alone: fc.boolean(),
  broadcast: fc.boolean(),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be drawn
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

describe('any message of a conversation', () => {
  test('has a reason once, also where it is that of the first failure or the words of a sender', () => {
    const parts = ['reason', 'text', 'first'] as const;
    const transition = fc.constantFrom(
      ...Object.values(stories).flatMap((story) => ('transition' in story ? story.transition : undefined)),
    );
    fc.assert(
      fc.property(anyWords, transition, fc.subarray([...parts], { minLength: 1 }), (words, news, told) => {
        const said = (part: (typeof parts)[number]) => (told.includes(part) ? 'Zymurgy failed' : undefined);
        const notification = aNotification({
          ...words.notification,
          ...{ title: undefined, verdict: undefined, summary: undefined, commits: [], details: [], links: [] },
          ...{ stopReason: undefined, decision: undefined, approval: undefined, transition: news },
          text: said('text'),
          failures: [{ stage: 'Build', reason: said('reason'), log: 'Zymurgy failed\nexit 1' }],
        });
        const text = linesOf(outlineOf({ ...words, notification, facts: { count: 2, reason: said('first') } }), '');
        const times = text.join('\n').split('Zymurgy failed').length - 1;
        const isInLog = said('reason') === undefined && text.join('\n').includes('exit 1');
        expect(times).toBeLessThanOrEqual(isInLog ? 2 : 1);
      }),
    );
  });

  test('has a verdict, clean text within the limits, and links that are safe', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        const drawn = outlineOf(words);
        const text = linesOf(drawn, '').join('\n');
        expect(drawn.headline[0]?.text).not.toBe('');
        expect(text).not.toMatch(UNSAFE);
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThan(30_000);
        expect(drawn.sections.flat().every((line) => 'code' in line || line.every((piece) => piece.text !== ''))).toBe(
          true,
        );
        expect(drawn.links.length).toBeLessThanOrEqual(4);
        expect(drawn.links.every(({ url }) => /^https?:/.test(url))).toBe(true);
      }),
    );
  });

  test('is one line on a lock screen, with its subject or the words of its sender', () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        const push = conversationText(words);
        const { notification } = words;
        const subject = cleanLine(about(notification), 60).replace(/…$/, '');
        const named = !notification.title && !notification.verdict && !notification.summary;
        expect(push).not.toMatch(/\n/);
        expect(push.length).toBeLessThanOrEqual(110 + 250 + (placeName(notification)?.length ?? 0));
        if (named) expect(push).toContain(subject);
      }),
    );
  });

  test('becomes shorter until it fits', () => {
    const lengths: number[] = [];
    const length = drawConversation(
      { notification: stories.failed, form: 'reply', facts },
      (outline) => linesOf(outline, '').join('\n').length,
      (drawn) => {
        lengths.push(drawn);
        return false;
      },
    );

    expect(lengths.length).toBeGreaterThan(2);
    expect(length).toBeLessThan(lengths[0] ?? 0);
  });
});

import fc from 'fast-check';
import type { RootFacts } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import { cleanLine } from '../../src/text/clean.ts';
import { placeName } from '../../src/wording/headline.ts';
import { drawToFit } from '../../src/wording/outline.ts';
import { plainText } from '../../src/wording/push.ts';
import { about } from '../../src/wording/subjects.ts';
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

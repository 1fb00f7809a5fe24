import fc from 'fast-check';
import {
  CONVERSING,
  type Conversation,
  type ConversationStep,
  type Drawing,
  type StepKind,
} from '../../src/model/conversation.ts';
import { loadPlatforms } from '../../src/platforms/index.ts';
import { anyNotification } from '../support/arbitraries.ts';
import { aNotification } from '../support/factories.ts';
import { exampleOf } from './example.ts';
import { hostile, huge } from './extremes.ts';

const sending = { id: 'd_abcdefghijklmnopqrstuvwxyz', now: new Date('2026-03-04T09:15:31.789Z') };
const open = { allowPrivate: false };
const KINDS: readonly StepKind[] = ['open', 'reply', 'update'];

const FOREIGN_RECEIPTS = [
  '',
  '{}',
  'null',
  '[1]',
  '{"id":"../../canary","channel":"../canary","ts":"canary"}',
  '/canary',
];

const platforms = await loadPlatforms();
const examples = await Promise.all(
  platforms.map(async (platform) => ({ platform, example: await exampleOf(platform.name) })),
);
const conversing = examples.flatMap(({ platform, example }) => {
  const { conversation } = platform.open(example.target, open).channel;
  return conversation ? [[platform.name, { platform, example, conversation }] as const] : [];
});

const aDrawing = (more: Partial<Drawing> = {}): Drawing => ({
  notification: aNotification(),
  form: 'root',
  facts: {},
  mentions: true,
  people: [],
  ...more,
});

const stepOf = (kind: StepKind, root: string): ConversationStep => {
  if (kind === 'open') return { kind };
  return kind === 'reply' ? { kind, root, broadcast: true } : { kind, root };
};

const rootOf = ({ classify }: Conversation, body: string): string => {
  const outcome = classify('open', { status: 200, body });
  if (outcome.kind !== 'delivered' || outcome.receipt === undefined) throw new Error('an open step has no receipt');
  return outcome.receipt;
};

/** All drawings that a step of this kind can have. */
const drawingsOf = (kind: StepKind, notification = aNotification()): Drawing[] =>
  [false, true].map((plain) =>
    aDrawing({ notification, form: kind === 'reply' ? 'reply' : 'root', mentions: kind !== 'update', plain }),
  );

test('the router expects conversations of the platforms that have them', () => {
  const names = platforms.map(({ name }) => name);

  expect(conversing.map(([name]) => name).sort()).toEqual(CONVERSING.filter((name) => names.includes(name)).sort());
  expect(conversing.length).toBeGreaterThan(0);
});

describe.each(conversing)('a conversation on %s', (_, { platform, example, conversation }) => {
  const root = rootOf(conversation, example.accepted);

  test('is about an incident by default, and absent if every message stands by itself', () => {
    const opened = (thread: string) => platform.open({ ...example.target, thread }, open).channel.conversation;

    expect(conversation.thread).toBe('incident');
    expect(opened('run')?.thread).toBe('run');
    expect(opened('off')).toBeUndefined();
  });

  test.each(KINDS)('sends each %s to the address of the target, within the limits of a request', (kind) => {
    const address = new URL(example.expectedUrl ?? String(example.target.url));
    const base = address.pathname.replace(/[^/]*$/, '');
    for (const receipt of [root, ...FOREIGN_RECEIPTS]) {
      for (const drawing of drawingsOf(kind)) {
        const { url, headers, body, timeoutMs } = conversation.request(stepOf(kind, receipt), drawing, sending);
        const sent = new URL(url);

        expect(sent.origin).toBe(address.origin);
        expect(sent.pathname.startsWith(base)).toBe(true);
        expect(sent.pathname.slice(base.length)).not.toMatch(/\.\.|%2e|%2f/i);
        expect(headers['User-Agent']).toBe('Pipebell');
        expect(headers['Content-Type']).toMatch(/^application\/json; charset=utf-8$/);
        expect(typeof JSON.parse(body)).toBe('object');
        expect(timeoutMs).toBeGreaterThanOrEqual(1000);
        expect(timeoutMs).toBeLessThanOrEqual(25_000);
      }
    }
  });

  test('asks for messages and people at the address of the target too', () => {
    const { find, person } = conversation;
    const address = new URL(example.expectedUrl ?? String(example.target.url));
    const search = { delivery: sending.id, since: sending.now };
    const requests = [
      ...(find ? [find.request(search), find.request({ ...search, root })] : []),
      ...(person ? [person.request('jo@example.com')] : []),
    ];

    for (const { url, timeoutMs, maxReplyBytes = 0 } of requests) {
      expect(new URL(url).origin).toBe(address.origin);
      expect(url).not.toContain('jo@');
      expect(timeoutMs).toBeLessThanOrEqual(25_000);
      expect(maxReplyBytes).toBeLessThanOrEqual(512 * 1024);
    }
  });

  test('mentions people when a message is posted, and no one when it is changed', () => {
    const ids = JSON.stringify(example.target.mention).match(/\w{10,}/g) ?? [];
    const has = (kind: StepKind, mentions: boolean): boolean => {
      const { body } = conversation.request(stepOf(kind, root), aDrawing({ mentions }), sending);
      return ids.some((id) => body.includes(id));
    };

    expect(ids.length).toBeGreaterThan(0);
    expect([has('open', true), has('reply', true)]).toEqual([true, true]);
    expect([has('open', false), has('reply', false), has('update', false)]).toEqual([false, false, false]);
  });

  test('draws every step of any notification within the limits of the platform, as well-formed text', () => {
    const check = (notification: Drawing['notification']): void => {
      for (const kind of KINDS) {
        for (const drawing of drawingsOf(kind, notification)) {
          const { body } = conversation.request(stepOf(kind, root), drawing, sending);
          for (const { max, measure } of platform.limits) expect(measure(body)).toBeLessThanOrEqual(max);
          expect(body.isWellFormed()).toBe(true);
          expect(Buffer.byteLength(body)).toBeLessThanOrEqual(64 * 1024);
        }
      }
    };

    for (const notification of [hostile, huge]) check(notification);
    fc.assert(fc.property(anyNotification(), check));
  });

  test('has receipts that are short and hold no secret', () => {
    expect(Buffer.byteLength(root)).toBeLessThanOrEqual(256);
    expect(root).not.toMatch(/canary/i);
  });

  test.each(KINDS)('classifies any reply to %s without throwing and without quoting it', (kind) => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 1000 }), fc.string({ unit: 'binary' }), (status, text) => {
        const outcome = conversation.classify(kind, { status, body: `${text}canary"code":"canary"` });
        expect(JSON.stringify(outcome)).not.toContain('canary');
      }),
    );
  });

  test('tries every step again when the platform is busy or down', () => {
    for (const kind of KINDS) {
      expect(conversation.classify(kind, { status: 429, body: '', retryAfterSeconds: 9 })).toMatchObject({
        kind: 'retry',
        reason: 'throttled',
        afterSeconds: 9,
      });
      expect(conversation.classify(kind, { status: 503, body: '' })).toMatchObject({ reason: 'unavailable' });
    }
  });

  test('does not take a broken answer for a message or a person', () => {
    const { find, person } = conversation;
    const search = { delivery: sending.id, since: sending.now };
    for (const body of ['', 'null', '{', '[]', '<html>', '{"ok":true}', '{"ok":true,"messages":[null],"user":null}']) {
      if (find) expect(find.read({ status: 200, body }, search)).toMatch(/^(?:absent|unknown)$/);
      if (person) expect(person.read({ status: 200, body })).toMatch(/^(?:nobody|unknown)$/);
    }
  });
});

import fc from 'fast-check';
import type { Line } from '../../../src/cli/aws/log-lines.ts';
import type { EventFacts, StageTarget } from '../../../src/cli/story/facts.ts';
import { storyOf } from '../../../src/cli/story/story.ts';
import { openStored } from '../../../src/targets/raw-target.ts';

const at = (seconds: number): string => new Date(Date.UTC(2026, 4, 6, 3, 0, seconds)).toISOString();

const about = { eventId: 'event-1', moment: 'failed', eventLevel: 'pipeline', pipeline: 'bakery' };
const ROUTED: Line = {
  ...about,
  time: at(0),
  event: 'routed',
  source: 'codepipeline',
  execution: 'run-1',
  transition: 'broken',
  account: '222233334444',
  region: 'eu-north-1',
  pipelineStage: 'Bake',
  targets: ['team'],
  configured: 1,
};

const line = (seconds: number, event: string, fields: Partial<Line> = {}): Line => ({
  ...about,
  time: at(seconds),
  event,
  target: 'team',
  platform: 'webhook',
  deliveryId: 'd-1',
  ...fields,
});
const retry = (seconds: number, reason = 'unavailable', fields: Partial<Line> = {}): Line =>
  line(seconds, 'retry', { reason, waitSeconds: 30, ...fields });

const target = async (name: string, fields: object | string = {}): Promise<StageTarget> => {
  const raw =
    typeof fields === 'string' ? fields : { platform: 'webhook', url: 'https://hooks.example.com/x', ...fields };
  return { name, ...(await openStored({ name, raw }, { allowPrivate: false })) };
};

const factsOf = (deliveries: readonly Line[], more: Partial<EventFacts> = {}): EventFacts => ({
  routed: ROUTED,
  copies: 1,
  deliveries,
  summaries: [],
  latest: [],
  ...more,
});

const ofTeam = async (deliveries: readonly Line[], more: Partial<EventFacts> = {}) =>
  storyOf(factsOf(deliveries, more), [await target('team')]).targets[0];

describe('the story of one target', () => {
  test.each<[string, Line[], Partial<EventFacts>, object]>([
    [
      'delivered at once',
      [line(2, 'delivered', { status: 200 })],
      {},
      { state: 'delivered', words: 'delivered (200), 2 s after it was routed', at: at(2), attempts: [] },
    ],
    [
      'delivered after failures, which are folded',
      [
        retry(1, 'unavailable', { status: 503 }),
        retry(31, 'unavailable', { status: 503 }),
        retry(61, 'timeout'),
        line(91, 'delivered'),
      ],
      {},
      {
        state: 'delivered',
        words: 'delivered, 1 min 31 s after it was routed; before that: unavailable (503) 2 times, timeout',
      },
    ],
    [
      'with steps of a conversation',
      [line(1, 'delivered', { status: 200, steps: ['reply', 'update'] })],
      {},
      { state: 'delivered', words: 'delivered (200): reply, message updated, 1 s after it was routed' },
    ],
    [
      'waiting for a retry',
      [retry(1, 'throttled', { status: 429, waitSeconds: 120 })],
      {},
      {
        state: 'waiting',
        words: 'the receiver is too busy: throttled (429); next attempt due at 2026-05-06 03:02:01Z',
        nextAt: at(121),
      },
    ],
    [
      'a dead letter that is still there',
      [line(1, 'rejected', { reason: 'gone', status: 410 })],
      { deadLetters: new Set(['d-1']) },
      { state: 'dead-letter', words: 'dead letter, still there (gone, 410: the receiver no longer exists)' },
    ],
    [
      'a dead letter that is no longer there',
      [line(1, 'rejected', { reason: 'gone', status: 410 })],
      { deadLetters: new Set() },
      {
        state: 'no-dead-letter',
        words: 'was a dead letter, now redriven or deleted (gone, 410: the receiver no longer exists)',
      },
    ],
    [
      'a dead letter of a queue that was not read',
      [line(1, 'rejected', { reason: 'gone' })],
      {},
      { state: 'dead-letter', words: 'dead letter (gone: the receiver no longer exists)' },
    ],
    [
      'delivered after a redrive',
      [line(1, 'rejected', { reason: 'gone', status: 410 }), line(60, 'delivered', { status: 200 })],
      { deadLetters: new Set() },
      { state: 'delivered', words: 'delivered (200), 1 min after it was routed; before that: gone (410)' },
    ],
    [
      'a copy of what was delivered',
      [line(1, 'delivered'), line(2, 'skipped', { reason: 'duplicate' })],
      {},
      { state: 'delivered' },
    ],
    [
      'skipped',
      [line(1, 'skipped', { reason: 'superseded' })],
      {},
      { state: 'skipped', words: 'a newer notification has superseded it' },
    ],
    ['without a line', [], {}, { state: 'waiting', words: 'on the queue, no attempt is logged yet' }],
    [
      'without a line behind a failing delivery',
      [],
      { latest: [retry(10, 'unavailable', { eventId: 'other', waitSeconds: 300 })] },
      {
        state: 'waiting',
        words:
          'on the queue behind other deliveries of the target (the receiver is temporarily unavailable); next attempt due at 2026-05-06 03:05:10Z',
      },
    ],
    [
      'in a summary that was delivered',
      [line(1, 'delivered', { summary: 's-1' })],
      { summaries: [line(9, 'delivered', { deliveryId: 's-1', summarised: 14 })] },
      { state: 'summary', words: 'delivered in a summary of 14 deliveries, 9 s after it was routed', at: at(9) },
    ],
    [
      'in a summary that waits',
      [line(1, 'delivered', { summary: 's-1' })],
      { summaries: [retry(9, 'timeout', { deliveryId: 's-1' })] },
      { state: 'waiting', words: 'in a summary that waits (no answer within the deadline)' },
    ],
    [
      'in a summary that was given up',
      [line(1, 'delivered', { summary: 's-1' })],
      { summaries: [line(9, 'rejected', { deliveryId: 's-1', reason: 'gone' })], deadLetters: new Set(['s-1']) },
      { state: 'dead-letter', words: 'in a summary; dead letter, still there (gone: the receiver no longer exists)' },
    ],
  ])('%s', async (_, deliveries, more, expected) => {
    expect(await ofTeam(deliveries, more)).toMatchObject({ target: 'team', platform: 'webhook', ...expected });
  });

  test('is delivered if any attempt was, and counts each failed attempt at most once', async () => {
    const outcome = fc.constantFrom(
      line(1, 'delivered'),
      retry(1),
      line(1, 'rejected', { reason: 'gone' }),
      line(1, 'skipped', { reason: 'duplicate' }),
      line(1, 'set-aside'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(outcome, { maxLength: 6 }), async (lines) => {
        const deliveries = lines.map((each, index) => ({ ...each, time: at(index + 1) }));
        const found = await ofTeam(deliveries, { deadLetters: new Set(['d-1']) });
        const isDelivered = deliveries.some(({ event }) => event === 'delivered');

        expect(found?.state === 'delivered').toBe(isDelivered);
        const counted = found?.attempts.reduce((sum, { count }) => sum + count, 0) ?? 0;
        expect(counted).toBeLessThanOrEqual(
          deliveries.filter(({ event }) => event === 'retry' || event === 'rejected').length,
        );
      }),
    );
  });
});

describe('the targets that did not get an event', () => {
  test.each<[string, object | string, object]>([
    [
      'a pipeline',
      { when: { pipelines: ['web-*'] } },
      { filter: 'when.pipelines', words: 'when.pipelines: wants web-*; this is bakery' },
    ],
    ['an account', { when: { accounts: ['1*'] } }, { filter: 'when.accounts', has: '222233334444' }],
    ['a Region', { when: { regions: ['us-*'] } }, { filter: 'when.regions', has: 'eu-north-1' }],
    ['a stage', { when: { stages: ['Prod'] } }, { filter: 'when.stages', has: 'Bake' }],
    ['a source', { when: { sources: ['codebuild'] } }, { filter: 'when.sources', has: 'codepipeline' }],
    ['an occasion', { on: ['fixed', 'still-failing'] }, { filter: 'on', has: 'failed, broken' }],
    ['a level', { levels: ['stage'] }, { filter: 'levels', has: 'pipeline' }],
    ['nothing, since it is disabled', { enabled: false }, { filter: 'enabled' }],
  ])('are named with the filter that stopped it: %s', async (_, fields, expected) => {
    const { targets } = storyOf(factsOf([]), [await target('other', fields)]);

    expect(targets.find((each) => each.target === 'other')).toMatchObject({ state: 'stopped', ...expected });
  });

  test('are named with their problems if they cannot be read', async () => {
    const { targets } = storyOf(factsOf([]), [await target('typo', { on: ['fail'] })]);

    expect(targets.at(-1)).toMatchObject({
      target: 'typo',
      state: 'invalid',
      words: expect.stringMatching(/^cannot be used: on/),
    });
  });

  test('may be newer than the event', async () => {
    const { targets } = storyOf(factsOf([]), [await target('team'), await target('newer')]);

    expect(targets.map(({ target: name, state }) => [name, state])).toEqual([
      ['team', 'waiting'],
      ['newer', 'not-routed'],
    ]);
  });

  test('are stopped by a filter also if the router looked for a message to update', async () => {
    const skipped = [line(1, 'skipped', { reason: 'nothing-to-update' })];
    const { targets } = storyOf(factsOf(skipped), [await target('team', { on: ['fixed'] })]);

    expect(targets).toMatchObject([{ state: 'stopped', filter: 'on' }]);
  });

  test('are not named if the target was removed since and got it', () => {
    const { targets } = storyOf(factsOf([line(1, 'delivered')]), []);

    expect(targets).toMatchObject([{ target: 'team', state: 'delivered' }]);
  });
});

test('a story names the event by pipeline, series, level, moment and stage', () => {
  const { headline } = storyOf(factsOf([], { routed: { ...ROUTED, series: 'main', eventLevel: 'action' } }), []);

  expect(headline).toBe('bakery (main) action failed at Bake');
});

test('a target that the shortened line of an event for many targets does not name counts as chosen', async () => {
  const targets = [await target('team'), await target('ops'), await target('off', { enabled: false })];
  const statesOf = (routed: Line) =>
    storyOf({ ...factsOf([]), routed }, targets).targets.map((each) => [each.target, each.state]);

  expect(statesOf({ ...ROUTED, chosen: 2 })).toEqual([
    ['team', 'waiting'],
    ['ops', 'waiting'],
    ['off', 'stopped'],
  ]);
  expect(statesOf(ROUTED)).toEqual([
    ['team', 'waiting'],
    ['ops', 'not-routed'],
    ['off', 'stopped'],
  ]);
});

import fc from 'fast-check';
import type { StoredConversation } from '../../src/model/conversation-state.ts';
import type { Notification, Occasion } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';
import { conversationRows } from '../support/conversation-rows.ts';

const at = (minute: number): string => `2026-03-04T09:${String(minute).padStart(2, '0')}:00Z`;

type News = Partial<Notification> & Pick<Notification, 'id'>;

const run = (id: string, minute: number, more: Partial<Notification>): News => ({
  id,
  time: at(minute),
  level: 'pipeline',
  execution: { id: 'run-1' },
  ...more,
});
const stage = (name: string, minute: number, moment: 'started' | 'succeeded' | 'failed'): News =>
  run(`${name} ${moment}`, minute, { level: 'stage', stage: name, moment });

const STARTED = run('started', 0, { moment: 'started' });
const BROKEN = run('failed', 9, {
  moment: 'failed',
  transition: { kind: 'broken', count: 1, since: at(9) },
  failures: [{ stage: 'Build', reason: 'checkout failed' }],
});
const STAGES = [
  stage('Source', 1, 'started'),
  stage('Source', 2, 'succeeded'),
  stage('Build', 3, 'started'),
  stage('Build', 8, 'failed'),
];

const approval = (id: string, minute: number, more: Partial<Notification>): News =>
  run(id, minute, { level: 'action', stage: 'Release', action: { name: 'Sign-off', category: 'Approval' }, ...more });
const WAITS = approval('waits', 0, { moment: 'approval' });
const APPROVED = approval('approved', 5, { moment: 'approved', decision: { kind: 'approved', by: 'Hana Kim' } });
const REJECTED = approval('rejected', 5, { moment: 'rejected', decision: { kind: 'rejected', by: 'Hana Kim' } });
const RUN_REJECTED = run('run rejected', 6, {
  moment: 'rejected',
  decision: { kind: 'rejected', by: 'Hana Kim', stage: 'Release', action: 'Sign-off' },
});

const openDesk = (thread: 'incident' | 'run', on: readonly Occasion[]) => {
  const chat = openChat(thread);
  const conversations = conversationRows(new Map<string, StoredConversation>());
  const ports = { send: chat.send, now: () => new Date(at(30)), conversations };
  const tell = (news: News, updateOnly?: true) => {
    const delivery = { ...aDelivery('team', news), ...(updateOnly && { updateOnly }) };
    const talk = { delivery, conversation: chat.conversation, isRepeat: false, queuedAt: new Date(at(0)) };
    return converse(talk, conversationsOf('team', delivery.notification, thread, on), ports);
  };
  const root = () => {
    const [first, ...others] = chat.roots();
    expect(others).toEqual([]);
    return first?.drawing;
  };
  return { chat, tell, root };
};

describe('a conversation about a run', () => {
  const on: readonly Occasion[] = ['started', 'failed', 'fixed'];

  test('shows the stages of the run in its root, and the failure as a reply in the channel', async () => {
    const { tell, root, chat } = openDesk('run', on);

    await tell(STARTED);
    for (const news of STAGES) expect((await tell(news, true)).steps).toEqual(['update']);
    expect((await tell(BROKEN)).steps).toEqual(['reply', 'update']);

    expect(root()?.notification.id).toBe('failed');
    expect(root()?.facts).toMatchObject({
      reason: 'checkout failed',
      stages: [
        { name: 'Source', state: 'succeeded' },
        { name: 'Build', state: 'failed' },
      ],
    });
    expect(chat.replies().map(({ broadcast }) => broadcast)).toEqual([true]);
  });

  test('begins with the failure for a target that does not ask for starts', async () => {
    const { tell, root } = openDesk('run', ['failed']);

    await tell(STARTED, true);
    for (const news of STAGES) await tell(news, true);
    const told = await tell(BROKEN);

    expect(told.steps).toEqual(['open']);
    expect(root()?.facts.stages).toHaveLength(2);
  });

  test('ends in the same root for any order of its events', async () => {
    const events = [STARTED, ...STAGES, BROKEN];
    const expected = openDesk('run', on);
    for (const news of events) await expected.tell(news, news.level === 'stage' ? true : undefined);

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (order) => {
        const { tell, root } = openDesk('run', on);
        for (const news of order) await tell(news, news.level === 'stage' ? true : undefined);

        expect(root()?.notification).toEqual(expected.root()?.notification);
        expect(root()?.facts).toEqual(expected.root()?.facts);
      }),
    );
  });

  test('links a further failed run to the first message of the incident', async () => {
    const { tell, chat } = openDesk('run', on);
    const next = (id: string, minute: number, since: string, kind: 'broken' | 'still-failing') =>
      run(id, minute, { moment: 'failed', execution: { id }, transition: { kind, count: 2, since } });

    await tell(BROKEN);
    await tell(next('run-2', 12, at(9), 'still-failing'));
    await tell(next('run-3', 20, at(20), 'broken'));
    await tell(next('run-4', 25, at(20), 'still-failing'));

    expect(chat.roots().map(({ drawing }) => drawing.facts.incidentUrl)).toEqual([
      undefined,
      'https://chat.example/m1',
      undefined,
      'https://chat.example/m3',
    ]);
    expect(chat.steps().filter((step) => step === 'link')).toHaveLength(2);
  });

  test('beside an incident is updated silently when the run fails', async () => {
    const { tell, chat } = openDesk('incident', on);

    await tell(STARTED);
    const told = await tell(BROKEN);

    expect(told.steps).toEqual(['open', 'update']);
    expect(chat.roots().map(({ drawing }) => drawing.notification.id)).toEqual(['failed', 'failed']);
  });
});

describe('a conversation about an approval', () => {
  const on: readonly Occasion[] = ['failed', 'fixed', 'approval'];

  test('shows in its root who approved it, without a message', async () => {
    const { tell, root, chat } = openDesk('incident', on);

    expect((await tell(WAITS)).steps).toEqual(['open']);
    expect((await tell(APPROVED, true)).steps).toEqual(['update']);

    expect(root()?.notification.decision?.by).toBe('Hana Kim');
    expect(chat.replies()).toEqual([]);
  });

  test('tells a rejection once, although its action and its run report it', async () => {
    const { tell, root, chat } = openDesk('run', on);

    await tell(WAITS);
    await tell(REJECTED, true);
    await tell(RUN_REJECTED);

    expect(chat.replies().map(({ broadcast, drawing }) => [broadcast, drawing.notification.id])).toEqual([
      [true, 'run rejected'],
    ]);
    expect(root()?.notification.moment).toBe('rejected');
  });

  test('that was decided before its request arrived shows the decision and mentions nobody', async () => {
    const { tell, root } = openDesk('incident', on);

    await tell(APPROVED, true);
    await tell(WAITS);

    expect(root()).toMatchObject({ mentions: false, notification: { moment: 'approved' } });
  });

  test('mentions people when it waits', async () => {
    const { tell, root } = openDesk('incident', on);

    await tell(WAITS);

    expect(root()?.mentions).toBe(true);
  });

  test('tells a rejection once, although its action told it without a request', async () => {
    const { tell, root, chat } = openDesk('incident', on);

    await tell(REJECTED);
    const told = await tell(RUN_REJECTED);

    expect(told.steps).toEqual(['update']);
    expect(chat.replies()).toEqual([]);
    expect(root()?.notification.id).toBe('run rejected');
  });

  test('that is asked for again after its answer has a new root, and its second answer is told', async () => {
    const { tell, chat } = openDesk('incident', on);
    const again = { execution: { id: 'run-1', attempt: 2 } };

    for (const news of [WAITS, REJECTED, RUN_REJECTED]) await tell(news);
    const told = [
      await tell(approval('waits again', 10, { ...again, moment: 'approval' })),
      await tell(approval('rejected again', 12, { ...again, moment: 'rejected' })),
    ];

    expect(told.map(({ steps }) => steps)).toEqual([['open'], ['reply', 'update']]);
    expect(chat.roots().map(({ drawing }) => drawing.notification.id)).toEqual(['run rejected', 'rejected again']);
    expect(chat.roots()[1]?.drawing.facts.since).toBe(at(10));
  });

  test('of a run that is stopped waits no longer, and can be asked for again', async () => {
    const { tell, chat } = openDesk('incident', on);

    await tell(WAITS);
    const told = [
      await tell(approval('abandoned', 5, { moment: 'abandoned' }), true),
      await tell(approval('waits again', 10, { moment: 'approval' })),
    ];

    expect(told.map(({ steps }) => steps)).toEqual([['update'], ['open']]);
    expect(chat.roots().map(({ drawing }) => drawing.notification.id)).toEqual(['abandoned', 'waits again']);
  });

  test('is not asked for again by a late copy of the request', async () => {
    const { tell, root } = openDesk('incident', on);

    for (const news of [WAITS, APPROVED]) await tell(news);
    await tell(approval('copy', 0, { moment: 'approval' }));

    expect(root()?.notification.moment).toBe('approved');
  });
});

test('a run that was rejected at an unknown place appears in the channel', async () => {
  const { tell, chat } = openDesk('run', ['started', 'failed']);

  await tell(STARTED);
  await tell(run('unknown', 6, { moment: 'rejected', failures: [] }));

  expect(chat.replies().map(({ broadcast }) => broadcast)).toEqual([true]);
});

import type { MessageSearch } from '../../src/model/conversation.ts';
import type { StoredConversation } from '../../src/model/conversation-state.ts';
import type { Notification } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';
import { conversationRows } from '../support/conversation-rows.ts';

const START = Date.parse('2026-03-04T09:00:00Z');
const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

const ofRun = (id: string, minute: number, more: Partial<Notification>): Partial<Notification> => ({
  id,
  time: at(minute),
  level: 'pipeline',
  execution: { id: 'run-1' },
  ...more,
});
const STARTED = ofRun('started', 0, { moment: 'started' });
const SUCCEEDED = ofRun('succeeded', 5, { moment: 'succeeded' });
const FAILED = ofRun('failed', 5, { moment: 'failed' });

const ofApproval = (id: string, minute: number, more: Partial<Notification>): Partial<Notification> =>
  ofRun(id, minute, { level: 'action', stage: 'Release', action: { name: 'Sign-off', category: 'Approval' }, ...more });
const WAITS = ofApproval('waits', 0, { moment: 'approval' });
const APPROVED = ofApproval('approved', 1, { moment: 'approved', decision: { kind: 'approved', by: 'Hana Kim' } });

/** A target that shows runs, and the searches for messages whose answers were lost. */
const openDesk = () => {
  const chat = openChat('run');
  const searches: MessageSearch[] = [];
  const answers = { isBusy: false };
  const { find } = chat.conversation;
  const conversation: typeof chat.conversation = {
    ...chat.conversation,
    find: find && {
      request(search) {
        searches.push(search);
        return find.request(search);
      },
      read: (reply, search) => (answers.isBusy ? 'busy' : find.read(reply, search)),
    },
  };
  let now = START;
  const ports = {
    send: chat.send,
    now: () => new Date(now),
    conversations: conversationRows(new Map<string, StoredConversation>()),
  };
  const tell = (
    news: Partial<Notification>,
    more: { updateOnly?: true; isRepeat?: boolean; inSummary?: string } = {},
  ) => {
    const { updateOnly, isRepeat = false, inSummary } = more;
    const delivery = { ...aDelivery('team', news), ...(updateOnly && { updateOnly }) };
    const talk = { delivery, conversation, isRepeat, queuedAt: new Date(now), inSummary };
    return converse(
      talk,
      conversationsOf('team', delivery.notification, 'run', ['started', 'failed', 'approval']),
      ports,
    );
  };
  return {
    chat,
    searches,
    answers,
    tell,
    shown: () => chat.roots().map(({ drawing }) => drawing.notification.id),
    pass: (seconds: number): void => {
      now += seconds * 1000;
    },
  };
};

/** The message of the first news is posted, and its answer is lost. */
const openLost = async (news: Partial<Notification>) => {
  const desk = openDesk();
  desk.chat.trouble('open', 'lost');
  expect((await desk.tell(news)).outcome.kind).toBe('retry');
  expect(desk.shown()).toEqual([news.id]);
  return desk;
};

describe('a root whose answer was lost', () => {
  test('is updated although a summary tells its news', async () => {
    const { tell, shown } = await openLost(STARTED);

    await tell(STARTED, { updateOnly: true, inSummary: 'c_summary' });
    expect((await tell(SUCCEEDED, { updateOnly: true })).steps).toEqual(['update']);

    expect(shown()).toEqual(['succeeded']);
  });

  test('is left to the delivery that may still be posting it, and is taken over later', async () => {
    const { tell, shown, searches, pass } = await openLost(STARTED);

    pass(30);
    expect((await tell(SUCCEEDED, { updateOnly: true })).outcome.kind).toBe('skipped');
    expect(searches).toEqual([]);
    pass(31);
    expect((await tell(SUCCEEDED, { updateOnly: true })).steps).toEqual(['update']);

    expect(shown()).toEqual(['succeeded']);
  });

  test('is looked for from the time at which it was posted', async () => {
    const { tell, searches, pass } = await openLost(STARTED);

    pass(7200);
    expect((await tell(FAILED)).steps).toEqual(['reply', 'update']);

    expect(searches.map(({ since }) => since)).toEqual([new Date(START)]);
  });

  test('gets no reply from its own delivery after another has taken it over', async () => {
    const { tell, chat, pass } = await openLost(FAILED);

    pass(61);
    await tell(ofRun('stage', 4, { level: 'stage', stage: 'Build', moment: 'started' }), { updateOnly: true });
    await tell(FAILED, { isRepeat: true });

    expect(chat.messages()).toHaveLength(1);
  });

  test('shows what happened between its posting and the next attempt', async () => {
    const { tell, shown } = await openLost(WAITS);

    await tell(APPROVED, { updateOnly: true });
    expect((await tell(WAITS, { isRepeat: true })).steps).toEqual(['open', 'update']);

    expect(shown()).toEqual(['approved']);
  });

  test('that shows the present state is not updated', async () => {
    const { tell } = await openLost(WAITS);

    expect((await tell(WAITS, { isRepeat: true })).steps).toEqual(['open']);
  });

  test('is not posted again while the platform cannot say whether it exists', async () => {
    const { tell, chat, answers } = await openLost(STARTED);

    answers.isBusy = true;
    expect((await tell(STARTED, { isRepeat: true })).outcome).toMatchObject({ kind: 'retry', reason: 'unavailable' });
    answers.isBusy = false;
    expect((await tell(STARTED, { isRepeat: true })).outcome.kind).toBe('delivered');

    expect(chat.messages()).toHaveLength(1);
  });
});

import { createConversations } from '../../src/aws/conversations.ts';
import { createPeople } from '../../src/aws/people.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Person } from '../../src/model/author.ts';
import type { Conversation, Thread } from '../../src/model/conversation.ts';
import type { Notification } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';
import { mentionedIn, withMembers } from '../support/people.ts';

const SINCE = '2026-03-04T09:00:00Z';
const ADA: Person = { email: 'ada@example.com' };

const news = (id: string, minute: number, more: Partial<Notification>): Partial<Notification> => ({
  id,
  level: 'pipeline',
  time: `2026-03-04T09:0${minute}:00Z`,
  execution: { id: `run-${minute}` },
  ...more,
});
const broken = news('broken', 1, { moment: 'failed', transition: { kind: 'broken', count: 1, since: SINCE } });
const still = news('still', 2, { moment: 'failed', transition: { kind: 'still-failing', count: 2, since: SINCE } });
const fixed = news('fixed', 3, { moment: 'succeeded', transition: { kind: 'fixed', count: 2, since: SINCE } });

const openDesk = (thread: Exclude<Thread, 'off'> = 'incident', more: Partial<Conversation> = {}) => {
  const clock = frozenClock(new Date('2026-03-04T09:30:00Z'));
  const aws = createLocalAws(clock);
  const chat = openChat(thread);
  const workspace = withMembers(chat, { 'ada@example.com': 'U1', 'jo@example.com': 'U2' });
  const unanswered: string[] = [];
  const errors: unknown[] = [];
  const table = { call: aws.call, table: LEDGER_TABLE, report: (error: unknown) => errors.push(error), now: clock.now };
  const conversation = { ...workspace.conversation, ...more };
  /** A container with empty memory. */
  const container = (call = aws.call) => {
    const people = createPeople({
      ...table,
      call,
      unanswered: (target, detail) => unanswered.push(`${target}: ${detail}`),
    });
    return (each: Partial<Notification>, blamed: readonly Person[] = [], isRepeat = false) => {
      const delivery = { ...aDelivery('team', each), ...(blamed.length > 0 && { people: blamed }) };
      const belongings = conversationsOf('team', delivery.notification, thread, ['failed', 'fixed']);
      return converse({ delivery, conversation, isRepeat, queuedAt: clock.now() }, belongings, {
        send: workspace.send,
        now: clock.now,
        conversations: createConversations(table),
        people: async () => people,
      });
    };
  };
  const pass = (seconds: number) => clock.until(new Date(clock.now().getTime() + seconds * 1000));
  /** Who each request to post a message mentions. A root that was updated mentions no one any more. */
  const mentions = () =>
    chat.calls.flatMap(({ step, drawing }) => (drawing && step !== 'update' ? [mentionedIn({ drawing })] : []));
  return { aws, chat, workspace, unanswered, errors, container, tell: container(), mentions, pass };
};

describe('the author of what broke', () => {
  test('is mentioned when it breaks and when it is fixed, and not in between', async () => {
    const { tell, mentions } = openDesk();

    await tell(broken, [ADA]);
    await tell(still);
    await tell(fixed);

    expect(mentions()).toEqual([['U1'], [], ['U1']]);
  });

  test('is mentioned once by the fix, whatever follows', async () => {
    const { tell, chat } = openDesk();
    await tell(broken, [ADA]);
    await tell(fixed);

    await tell({ ...fixed, id: 'fixed again', time: '2026-03-04T09:04:00Z' });

    expect(chat.replies().map(mentionedIn)).toEqual([['U1'], []]);
  });

  test('is not mentioned by the next incident, which others began', async () => {
    const { tell, mentions } = openDesk();
    const next = news('next', 5, { moment: 'failed', transition: { kind: 'broken', count: 1, since: SINCE } });
    for (const each of [fixed, next]) {
      if (each === fixed) await tell(broken, [ADA]);
      await tell(each);
    }

    expect(mentions()).toEqual([['U1'], ['U1'], []]);
  });

  test('is mentioned by a reply where the run has a message already', async () => {
    const { tell, chat } = openDesk('run');
    await tell(news('started', 0, { moment: 'started', execution: { id: 'run-1' } }));

    await tell(broken, [ADA]);
    await tell({
      ...fixed,
      execution: { id: 'run-1' },
      transition: { kind: 'recovered-on-retry', count: 1, since: SINCE },
    });

    expect(chat.replies().map(mentionedIn)).toEqual([['U1'], ['U1']]);
  });

  test('is found in the settings without a request', async () => {
    const { tell, mentions, workspace } = openDesk();

    await tell(broken, [{ id: 'U9' }, ADA, { id: 'U1' }]);

    expect(mentions()).toEqual([['U9', 'U1']]);
    expect(workspace.asked.map(({ email }) => email)).toEqual(['ada@example.com']);
  });

  test('is not looked up for a target that mentions no authors', async () => {
    const { tell, mentions, workspace } = openDesk('incident', { mentionsAuthor: false });

    await tell(broken, [ADA]);

    expect(mentions()).toEqual([[]]);
    expect(workspace.asked).toEqual([]);
  });

  test('is mentioned by id on a platform that finds no one by address', async () => {
    const { tell, mentions } = openDesk('incident', { person: undefined });

    await tell(broken, [ADA, { id: 'U9' }]);

    expect(mentions()).toEqual([['U9']]);
  });
});

describe('the look-up', () => {
  test('asks for each person once a day, also from other containers', async () => {
    const { container, workspace, pass, mentions } = openDesk();
    const incidents = Array.from({ length: 4 }, (_, at) => ({ ...broken, id: `broken ${at}`, resource: undefined }));
    const tell = (at: number) => container()({ ...incidents[at], pipeline: { name: `shop-${at}` } }, [ADA]);
    await tell(0);
    await tell(1);
    await pass(86_300);
    await tell(2);
    expect(workspace.asked).toHaveLength(1);

    await pass(200);
    await tell(3);

    expect(workspace.asked).toHaveLength(2);
    expect(mentions()).toEqual([['U1'], ['U1'], ['U1'], ['U1']]);
  });

  test('remembers that the platform has no such person', async () => {
    const { container, workspace, mentions } = openDesk();
    await container()(broken, [{ email: 'nobody@example.com' }]);

    await container()({ ...broken, id: 'other', pipeline: { name: 'other' } }, [{ email: 'nobody@example.com' }]);

    expect(workspace.asked).toHaveLength(1);
    expect(mentions()).toEqual([[], []]);
  });

  test('has a deadline of five seconds, and asks for several people at the same time', async () => {
    const { tell, workspace, mentions } = openDesk();

    await tell(broken, [ADA, { email: 'jo@example.com' }, ADA]);

    expect(workspace.asked).toEqual([
      { email: 'ada@example.com', timeoutMs: 5000 },
      { email: 'jo@example.com', timeoutMs: 5000 },
    ]);
    expect(mentions()).toEqual([['U1', 'U2']]);
  });

  test.each<[string, Parameters<ReturnType<typeof withMembers>['trouble']>[0], string]>([
    ['does not answer', { kind: 'retry', reason: 'timeout' }, 'team: timeout'],
    ['is busy', { status: 429, body: '' }, 'team: status 429'],
    [
      'cannot be asked',
      () => {
        throw new TypeError('canary@example.com is not valid');
      },
      'team: TypeError',
    ],
  ])('of a platform that %s costs the mention, never the alert', async (_, trouble, log) => {
    const { tell, workspace, mentions, unanswered, chat } = openDesk();
    workspace.trouble(trouble);

    const told = await tell(broken, [ADA]);

    expect(told.outcome.kind).toBe('delivered');
    expect(chat.steps()).toEqual(['open']);
    expect(mentions()).toEqual([[]]);
    expect(unanswered).toEqual([log]);
  });

  test('is not repeated for a minute after the platform did not answer, and is then', async () => {
    const { tell, workspace, pass, mentions } = openDesk();
    const other = (name: string) => ({ ...broken, id: name, pipeline: { name } });
    workspace.trouble({ kind: 'retry', reason: 'timeout' });
    await tell(broken, [ADA]);
    await tell(other('second'), [ADA]);
    expect(workspace.asked).toHaveLength(1);

    await pass(61);
    await tell(other('third'), [ADA]);

    expect(mentions()).toEqual([[], [], ['U1']]);
  });

  test('asks no platform while the table is down', async () => {
    const { container, workspace, mentions, errors } = openDesk();
    const failing = async () => {
      throw new Error('down');
    };

    const told = await container(failing)(broken, [ADA, { id: 'U9' }]);

    expect(told.outcome.kind).toBe('delivered');
    expect(workspace.asked).toEqual([]);
    expect(mentions()).toEqual([['U9']]);
    expect(errors).toHaveLength(1);
  });

  test('finds the person again when the post is repeated', async () => {
    const { tell, container, chat, workspace, mentions } = openDesk();
    chat.trouble('open', { status: 429, body: '' });
    expect((await tell(broken, [ADA])).outcome.kind).toBe('retry');

    await container()(broken, [ADA], true);
    await tell(fixed);

    expect(mentions()).toEqual([['U1'], ['U1'], ['U1']]);
    expect(chat.messages()).toHaveLength(2);
    expect(workspace.asked).toHaveLength(1);
  });

  test('is not lost with the answer of the post: the fix mentions the person', async () => {
    const { tell, container, chat, mentions } = openDesk();
    chat.trouble('open', 'lost');
    await tell(broken, [ADA]);

    await container()(broken, [ADA], true);
    await container()(fixed);

    expect(mentions()).toEqual([['U1'], ['U1']]);
  });

  test('of two containers at the same time gives one message with one mention', async () => {
    const { container, mentions } = openDesk();

    const outcomes = await Promise.all([container()(broken, [ADA]), container()(broken, [ADA])]);

    expect(outcomes.map(({ outcome }) => outcome.kind)).toContain('delivered');
    expect(mentions()).toEqual([['U1']]);
  });
});

import { createConversations } from '../../src/aws/conversations.ts';
import { createPeople } from '../../src/aws/people.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';
import { Killed, openMortality } from '../support/mortal.ts';
import { mentionedIn, withMembers } from '../support/people.ts';

/** A function that mentions an author is killed at each of its requests and calls, and another one tries again. */

const SINCE = '2026-03-04T09:00:00Z';
const news = (moment: Notification['moment'], minute: number, kind: 'broken' | 'fixed'): Partial<Notification> => ({
  id: kind,
  moment,
  level: 'pipeline',
  time: `2026-03-04T09:0${minute}:00Z`,
  execution: { id: `run-${minute}` },
  transition: { kind, count: 1, since: SINCE },
});
const STORY = [news('failed', 1, 'broken'), news('succeeded', 2, 'fixed')];

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-04T09:30:00Z'));
  const aws = createLocalAws(clock);
  const chat = openChat();
  const workspace = withMembers(chat, { 'ada@example.com': 'U1' });
  const mortality = openMortality();

  /** Runs in a container of its own that is killed at its nth operation, or not at all. */
  const tell = async (each: Partial<Notification>, isRepeat: boolean, killAt = 0, isAfter = false) => {
    const mortal = mortality.container({ at: killAt, isAfter });
    const table = {
      call: (...input: Parameters<typeof aws.call>) => mortal(() => aws.call(...input)),
      table: LEDGER_TABLE,
      report: mortality.report,
      now: clock.now,
    };
    const people = createPeople({
      ...table,
      unanswered: () => {
        throw new Killed('killed');
      },
    });
    const delivery = { ...aDelivery('team', each), people: [{ email: 'ada@example.com' }] };
    const talk = { delivery, conversation: workspace.conversation, isRepeat, queuedAt: clock.now() };
    return converse(talk, conversationsOf('team', delivery.notification, 'incident', ['failed', 'fixed']), {
      send: (request) => mortal(() => workspace.send(request)),
      now: clock.now,
      conversations: createConversations(table),
      people: async () => people,
    });
  };
  const posts = () =>
    chat.calls.flatMap(({ step, drawing }) => (drawing && step !== 'update' ? [mentionedIn({ drawing })] : []));
  return { chat, tell, posts, operations: mortality.operations };
};

/** The most operations that one news of the story takes. */
const MAX_OPERATIONS = 8;

describe.each(STORY.map((each, at) => [each.id ?? '', at] as const))('a function that tells "%s"', (_, at) => {
  const times = Array.from({ length: MAX_OPERATIONS }, (__, index) => index + 1);

  test.each(times.flatMap((time) => [false, true].map((isAfter) => [time, isAfter] as const)))(
    'and is killed at operation %i (after it: %s) mentions the author once for each news',
    async (time, isAfter) => {
      const { chat, tell, posts } = setUp();
      for (const earlier of STORY.slice(0, at)) await tell(earlier, false);
      const each = STORY[at] ?? {};

      const isKilled = await tell(each, false, time, isAfter).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      if (isKilled) await tell(each, true);
      for (const later of STORY.slice(at + 1)) await tell(later, false);

      expect(chat.messages()).toHaveLength(STORY.length);
      expect(posts()).toEqual(posts().map(() => ['U1']));
    },
  );

  test('needs no more operations than are tried', async () => {
    const { tell, operations } = setUp();
    for (const earlier of STORY.slice(0, at)) await tell(earlier, false);
    const before = operations();

    await tell(STORY[at] ?? {}, false);

    expect(operations() - before).toBeLessThanOrEqual(MAX_OPERATIONS);
    expect(operations() - before).toBeGreaterThan(MAX_OPERATIONS - 4);
  });
});

import { createConversations } from '../../src/aws/conversations.ts';
import { createLocalAws, LEDGER_TABLE } from '../../src/local/aws.ts';
import { frozenClock } from '../../src/local/clock.ts';
import type { Notification, Occasion } from '../../src/model/notification.ts';
import { conversationsOf } from '../../src/relay/conversations-of.ts';
import { converse } from '../../src/relay/converse.ts';
import { aDelivery } from '../support/batch.ts';
import { openChat } from '../support/chat.ts';
import { Killed, openMortality } from '../support/mortal.ts';

/** A function is killed at each of its requests and calls, before it and after it, and another one tries again. */

const SINCE = '2026-03-04T09:00:00Z';
const ON: readonly Occasion[] = ['failed', 'fixed', 'approval'];

const news = (id: string, minute: number, more: Partial<Notification>): Partial<Notification> => ({
  id,
  level: 'pipeline',
  time: `2026-03-04T09:0${minute}:00Z`,
  execution: { id: `run-${minute}` },
  ...more,
});
const STORY = [
  news('broken', 1, { moment: 'failed', transition: { kind: 'broken', count: 1, since: SINCE } }),
  news('still', 2, { moment: 'failed', transition: { kind: 'still-failing', count: 2, since: SINCE } }),
  news('fixed', 3, { moment: 'succeeded', transition: { kind: 'fixed', count: 2, since: SINCE } }),
];

const setUp = () => {
  const clock = frozenClock(new Date('2026-03-04T09:30:00Z'));
  const aws = createLocalAws(clock);
  const chat = openChat();
  const mortality = openMortality();

  /** Runs in a container that is killed at its nth operation, or not at all. */
  const tell = async (each: Partial<Notification>, isRepeat: boolean, killAt = 0, isAfter = false) => {
    const mortal = mortality.container({ at: killAt, isAfter });
    const table = createConversations({
      call: (...input) => mortal(() => aws.call(...input)),
      table: LEDGER_TABLE,
      report: mortality.report,
      now: clock.now,
    });
    const delivery = aDelivery('team', each);
    const talk = { delivery, conversation: chat.conversation, isRepeat, queuedAt: clock.now() };
    const ports = { send: (request: Parameters<typeof chat.send>[0]) => mortal(() => chat.send(request)) };
    return converse(talk, conversationsOf('team', delivery.notification, 'incident', ON), {
      ...ports,
      now: clock.now,
      conversations: table,
    });
  };
  return { chat, aws, clock, tell, operations: mortality.operations };
};

/** The most operations that one news of the story takes. */
const MAX_OPERATIONS = 8;

describe.each(STORY.map((each, at) => [each.id ?? '', at] as const))('a function that tells "%s"', (_, at) => {
  const times = Array.from({ length: MAX_OPERATIONS }, (__, index) => index + 1);

  test.each(times.flatMap((time) => [false, true].map((isAfter) => [time, isAfter] as const)))(
    'and is killed at operation %i (after it: %s) leaves one message for each news',
    async (time, isAfter) => {
      const { chat, tell } = setUp();
      for (const earlier of STORY.slice(0, at)) await tell(earlier, false);
      const each = STORY[at] ?? {};

      const isKilled = await tell(each, false, time, isAfter).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      );
      if (isKilled) await tell(each, true);

      expect(chat.roots().map(({ drawing }) => drawing.notification.id)).toEqual([each.id]);
      expect(chat.replies().map(({ drawing }) => drawing.notification.id)).toEqual(
        STORY.slice(1, at + 1).map(({ id }) => id),
      );
    },
  );

  test('needs no more operations than are tried', async () => {
    const { tell, operations } = setUp();
    for (const earlier of STORY.slice(0, at)) await tell(earlier, false);
    const before = operations();

    await tell(STORY[at] ?? {}, false);

    expect(operations() - before).toBeLessThanOrEqual(MAX_OPERATIONS);
  });
});

describe('a conversation', () => {
  const callsOf = async (isFirst: boolean) => {
    const { chat, aws, tell } = setUp();
    if (!isFirst) await tell(STORY[0] ?? {}, false);
    const before = { requests: chat.calls.length, calls: aws.calls.length };
    await tell(STORY[isFirst ? 0 : 1] ?? {}, false);
    return {
      requests: chat.steps().slice(before.requests),
      calls: aws.calls.slice(before.calls).map((call) => call.replace('dynamodb ', '')),
    };
  };

  test('costs one read and two writes of the table beside the message that opens it', async () => {
    expect(await callsOf(true)).toEqual({ requests: ['open'], calls: ['BatchGetItem', 'PutItem', 'PutItem'] });
  });

  test('costs one more request, and one read and two writes of the table, for further news', async () => {
    expect(await callsOf(false)).toEqual({
      requests: ['reply', 'update'],
      calls: ['BatchGetItem', 'PutItem', 'PutItem'],
    });
  });
});

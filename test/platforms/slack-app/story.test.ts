import fc from 'fast-check';
import type { StoredConversation } from '../../../src/model/conversation-state.ts';
import type { Notification, Occasion } from '../../../src/model/notification.ts';
import { conversationsOf } from '../../../src/relay/conversations-of.ts';
import { converse } from '../../../src/relay/converse.ts';
import { aDelivery } from '../../support/batch.ts';
import { conversationRows } from '../../support/conversation-rows.ts';
import { openSlack, type SlackFault } from '../../support/fake-slack.ts';
import { openConversation } from './open.ts';

const SINCE = '2026-03-04T09:00:00Z';
const at = (minute: number): string => new Date(Date.parse(SINCE) + minute * 60_000).toISOString();

const failed = (minute: number): Partial<Notification> => ({
  id: `failed ${minute}`,
  time: at(minute),
  execution: { id: `run-${minute}` },
  transition: { kind: minute === 0 ? 'broken' : 'still-failing', count: minute + 1, since: SINCE },
  failures: [{ stage: 'Build', reason: `error ${minute}` }],
});
const fixed = (minute: number): Partial<Notification> => ({
  id: `fixed ${minute}`,
  moment: 'succeeded',
  severity: 'success',
  state: 'SUCCEEDED',
  time: at(minute),
  execution: { id: `run-${minute}` },
  transition: { kind: 'fixed', count: minute, since: SINCE },
  failures: [],
});

const ON: Occasion[] = ['failed', 'fixed', 'approval'];

const openDesk = (options: Parameters<typeof openSlack>[0] = {}) => {
  let now = Date.parse(SINCE);
  const slack = openSlack({ now: () => new Date(now), ...options });
  const conversation = openConversation({ mention: { failed: ['<!here>'], fixed: ['<!here>'] } });
  const conversations = conversationRows(new Map<string, StoredConversation>());
  const ports = { send: slack.send, now: () => new Date(now), conversations };
  /** Tells the news until it is told or rejected, as the lane does. @returns the last outcome. */
  const tell = async (news: Partial<Notification>, maxAttempts = 20) => {
    const delivery = aDelivery('team', news);
    const belongings = conversationsOf('team', delivery.notification, conversation.thread, ON);
    const queuedAt = new Date(now);
    for (let attempt = 1; ; attempt++) {
      const isRepeat = attempt > 1;
      const told = await converse({ delivery, conversation, isRepeat, queuedAt }, belongings, ports);
      const isOver = told.outcome.kind !== 'retry' && told.isDue !== true;
      now += 90_000;
      if (isOver || attempt === maxAttempts) return told.outcome;
    }
  };
  return { slack, tell };
};

const colourOf = ({ message }: { message: { body: object } }): string | undefined =>
  /"color":"(#\w+)"/.exec(JSON.stringify(message.body))?.[1];

const RED = '#e01e5a';
const GREEN = '#2eb67d';

describe('an incident in Slack', () => {
  test('is one message that turns green, with what happened in its thread', async () => {
    const { slack, tell } = openDesk();

    await tell(failed(0));
    expect(slack.roots().map(colourOf)).toEqual([RED]);
    await tell(failed(1));
    await tell(fixed(2));

    const [root, ...others] = slack.roots();
    expect(others).toEqual([]);
    expect(root && colourOf(root)).toBe(GREEN);
    expect(root?.thread.map(({ broadcast }) => broadcast)).toEqual([false, true]);
    expect(slack.timeline().at(-1)).toMatch(/^<!here> 🟢/);
  });

  test('is posted once although an answer was lost', async () => {
    const { slack, tell } = openDesk();
    slack.fail('chat.postMessage', 'lost');

    await tell(failed(0));

    expect([...slack.deliveries().values()]).toEqual([1]);
    expect(slack.methods().slice(0, 2)).toEqual(['chat.postMessage', 'conversations.history']);
  });

  test('has a new root with its state after a person deleted the old one', async () => {
    const { slack, tell } = openDesk();
    await tell(failed(0));
    await tell(failed(1));
    slack.remove(slack.roots()[0]?.ts ?? '');

    await tell(failed(2));
    await tell(fixed(3));

    expect(slack.roots().map(colourOf)).toEqual([GREEN]);
  });

  test('loses no news and posts nothing twice, whatever fails', async () => {
    const trouble = fc.constantFrom<SlackFault | undefined>(
      undefined,
      undefined,
      'lost',
      'broken',
      'unsent',
      { reply: { status: 429, body: '{"ok":false,"error":"ratelimited"}', retryAfterSeconds: 30 } },
      { reply: { status: 503, body: '<html>busy</html>' } },
    );
    const run = async (troubles: readonly (SlackFault | undefined)[]) => {
      const { slack, tell } = openDesk({ fault: (_, nth) => troubles[nth - 1] });
      for (const news of [failed(0), failed(1), fixed(2)]) {
        expect(await tell(news)).toMatchObject({ kind: 'delivered' });
      }

      expect([...slack.deliveries().values()]).toEqual([1, 1, 1]);
      expect(slack.roots()).toHaveLength(1);
      expect(slack.roots().map(colourOf)).toEqual([GREEN]);
    };

    await fc.assert(fc.asyncProperty(fc.array(trouble, { maxLength: 12 }), run), { numRuns: 150 });
  });
});

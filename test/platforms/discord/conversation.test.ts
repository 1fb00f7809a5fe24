import type { StoredConversation } from '../../../src/model/conversation-state.ts';
import type { Notification, Occasion } from '../../../src/model/notification.ts';
import { discord } from '../../../src/platforms/discord.ts';
import { conversationsOf } from '../../../src/relay/conversations-of.ts';
import { converse } from '../../../src/relay/converse.ts';
import { aDelivery } from '../../support/batch.ts';
import { conversationRows } from '../../support/conversation-rows.ts';
import { openDiscord } from '../../support/fake-discord.ts';

const SINCE = '2026-03-04T09:00:00Z';
const at = (minute: number): string => `2026-03-04T09:${String(minute).padStart(2, '0')}:00Z`;

const ROLE = '1185000000000000007';
const THREAD = '1185000000000000009';

const failed = (minute: number, more: Partial<Notification> = {}): Partial<Notification> => ({
  id: `failed ${minute}`,
  time: at(minute),
  execution: { id: `run-${minute}` },
  transition: { kind: minute === 0 ? 'broken' : 'still-failing', count: minute + 1, since: SINCE },
  failures: [{ stage: 'Build', reason: `error ${minute}` }],
  ...more,
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

interface Options {
  forum?: boolean;
  threads?: string[];
  fields?: Record<string, unknown>;
}

/** A target and the channel that it posts to. */
const openDesk = ({ forum = false, threads = [], fields = {} }: Options = {}) => {
  const chat = openDiscord({ forum, threads });
  const target = {
    platform: 'discord',
    url: chat.url,
    mention: { failed: [`<@&${ROLE}>`], fixed: ['@here'] },
    ...(forum && { forum }),
    ...fields,
  };
  const { channel, on } = discord.open(target, { allowPrivate: false });
  const { conversation } = channel;
  if (!conversation) throw new Error('the target has no conversation');
  const ports = {
    send: chat.send,
    now: () => new Date(at(30)),
    conversations: conversationRows(new Map<string, StoredConversation>()),
  };
  const tell = (news: Partial<Notification>, updateOnly?: true) => {
    const delivery = { ...aDelivery('team', news), ...(updateOnly && { updateOnly }) };
    const belongings = conversationsOf('team', delivery.notification, conversation.thread, on as Occasion[]);
    return converse({ delivery, conversation, isRepeat: false, queuedAt: new Date(at(30)) }, belongings, ports);
  };
  return { chat, tell, conversation };
};

const GREEN = 0x23a55a;
const RED = 0xda373c;

describe('a conversation in a text channel', () => {
  test('changes the first message, and posts what is new with its subject', async () => {
    const { chat, tell } = openDesk();

    await tell(failed(0));
    await tell(failed(1));
    await tell(fixed(2));

    const [root, again, end, ...others] = chat.roots();
    expect(others).toEqual([]);
    expect(root).toMatchObject({ edits: 2, notified: [ROLE] });
    expect(root?.body.embeds[0]?.color).toBe(GREEN);
    expect(again).toMatchObject({ edits: 0, notified: [] });
    expect(again?.body.content).toMatch(/^🔴 storefront still failing/);
    expect(end).toMatchObject({ edits: 0, notified: ['here'] });
    expect(end?.body.content).toMatch(/^🟢 storefront is fixed/);
  });

  test('notifies nobody of a change, and takes the mention out of the text', async () => {
    const { chat, tell } = openDesk();

    await tell(failed(0));
    expect(chat.roots()[0]?.body.content).toContain(ROLE);
    await tell(fixed(1), true);

    expect(chat.messages()).toHaveLength(1);
    expect(chat.roots()[0]?.body).toMatchObject({ allowed_mentions: { parse: [], roles: [], users: [] } });
    expect(chat.roots()[0]?.body.content).not.toContain('@');
  });

  test('opens a new message after the first was deleted', async () => {
    const { chat, tell } = openDesk();
    await tell(failed(0));
    chat.remove(chat.roots()[0]?.id ?? '');

    const told = await tell(failed(1));

    expect(told).toMatchObject({ outcome: { kind: 'delivered' }, steps: ['reply', 'open'] });
    expect(chat.roots().at(-1)?.body.embeds[0]?.color).toBe(RED);
    await tell(fixed(2), true);
    expect(chat.roots().at(-1)).toMatchObject({ edits: 1, body: { embeds: [{ color: GREEN }] } });
  });

  test('sends the text alone if the embed is refused, also for a change', async () => {
    const { chat, tell } = openDesk();
    const blocked = { status: 400, body: '{"message":"blocked","code":200000}' };

    chat.trouble(blocked);
    await tell(failed(0));
    expect(chat.roots()[0]?.body).toMatchObject({ embeds: [], content: expect.stringContaining('storefront failed') });
    chat.trouble(blocked);
    await tell(fixed(1), true);

    expect(chat.roots()[0]).toMatchObject({ edits: 1, body: { embeds: [] } });
    expect(chat.requests.map(({ method = 'POST' }) => method)).toEqual(['POST', 'POST', 'PATCH', 'PATCH']);
  });

  test('puts a change off that is one too many, and keeps the message', async () => {
    const { chat, tell } = openDesk();
    await tell(failed(0));

    chat.trouble({ status: 429, body: '{"message":"Maximum number of edits","code":30046,"retry_after":8.5}' });
    const told = await tell(fixed(1), true);

    expect(told.isDue).toBe(true);
    expect(chat.roots()[0]?.edits).toBe(0);
    expect((await tell(fixed(1), true)).steps).toEqual(['update']);
    expect(chat.messages()).toHaveLength(1);
  });

  test('rejects at once after the webhook was deleted or its token changed', async () => {
    const gone = openDesk();
    const changed = openDesk();
    gone.chat.removeWebhook();
    changed.chat.changeToken();

    expect((await gone.tell(failed(0))).outcome).toMatchObject({ kind: 'rejected', reason: 'gone' });
    expect((await changed.tell(failed(0))).outcome).toMatchObject({ kind: 'rejected', reason: 'unauthorized' });
    expect([gone.chat.requests.length, changed.chat.requests.length]).toEqual([1, 1]);
  });

  test('has no way to look for a message, so that one whose answer was lost is posted again', () => {
    const { conversation } = openDesk();

    expect(conversation.find).toBeUndefined();
    expect(conversation.person).toBeUndefined();
  });
});

describe('a conversation in a thread of the target', () => {
  test('posts into the thread and changes messages there', async () => {
    const { chat, tell } = openDesk({ threads: [THREAD], fields: { threadId: THREAD } });

    await tell(failed(0));
    await tell(fixed(1));

    expect(chat.messages().map(({ channel, edits }) => ({ channel, edits }))).toEqual([
      { channel: THREAD, edits: 1 },
      { channel: THREAD, edits: 0 },
    ]);
    expect(chat.messages()[1]?.body.content).toMatch(/^🟢 storefront is fixed/);
  });

  test('rejects the delivery if the thread does not exist', async () => {
    const { tell } = openDesk({ fields: { threadId: THREAD } });

    expect((await tell(failed(0))).outcome).toMatchObject({ kind: 'rejected', reason: 'gone', detail: 'code 10003' });
  });
});

describe('a conversation in a forum', () => {
  test('is a post, with what is new as replies', async () => {
    const { chat, tell } = openDesk({ forum: true, fields: { forumTags: [ROLE] } });

    await tell(failed(0));
    await tell(failed(1));
    await tell(fixed(2));

    const [root, ...others] = chat.roots();
    expect(others).toEqual([]);
    expect(chat.thread(root?.id ?? '')).toMatchObject({
      name: expect.stringContaining('storefront failed'),
      tags: [ROLE],
    });
    expect(root).toMatchObject({ edits: 2 });
    expect(root?.body.embeds[0]?.color).toBe(GREEN);
    expect(chat.replies().map(({ channel, notified }) => ({ channel, notified }))).toEqual([
      { channel: root?.id, notified: [] },
      { channel: root?.id, notified: ['here'] },
    ]);
  });

  test('opens an archived post with a reply, and changes its first message after that', async () => {
    const { chat, tell } = openDesk({ forum: true });
    await tell(failed(0));
    const thread = chat.thread(chat.roots()[0]?.id ?? '');
    if (thread) thread.archived = true;

    await tell(fixed(1));

    expect(chat.roots()).toHaveLength(1);
    expect(chat.roots()[0]?.edits).toBe(1);
    expect(thread?.archived).toBe(false);
  });

  test.each(['locked', 'deleted'])('opens a new post after the first was %s', async (what) => {
    const { chat, tell } = openDesk({ forum: true });
    await tell(failed(0));
    const [first] = chat.roots();
    const thread = chat.thread(first?.id ?? '');
    if (what === 'deleted') chat.removeThread(first?.id ?? '');
    else if (thread) thread.locked = true;

    const told = await tell(failed(1));

    expect(told).toMatchObject({ outcome: { kind: 'delivered' }, steps: ['open'] });
    expect(chat.roots().at(-1)?.id).not.toBe(first?.id);
    expect(chat.roots().at(-1)?.body.embeds[0]?.title).toContain('storefront is still failing');
  });

  test('says which field is missing if the target does not name the forum', async () => {
    const { chat } = openDesk({ forum: true });
    const { channel } = discord.open({ platform: 'discord', url: chat.url }, { allowPrivate: false });
    const body = channel.render(aDelivery('team', failed(0)).notification);

    const reply = await chat.send(channel.request(body, { id: 'd_1', now: new Date(SINCE) }));

    expect('kind' in reply ? reply : channel.classify(reply)).toMatchObject({
      kind: 'rejected',
      detail: expect.stringContaining('set "forum": true'),
    });
  });
});

describe('a message by itself', () => {
  test.each([{ forum: true }, { forum: false }])(
    'is accepted as drawn and in the plain form with %j',
    async ({ forum }) => {
      const chat = openDiscord({ forum });
      const { channel } = discord.open(
        { platform: 'discord', url: chat.url, thread: 'off', forum },
        { allowPrivate: false },
      );
      const { notification } = aDelivery('team', failed(0));

      for (const body of [channel.render(notification), channel.plain?.(notification) ?? '']) {
        const reply = await chat.send(channel.request(body, { id: 'd_1', now: new Date(SINCE) }));
        expect('kind' in reply ? reply : channel.classify(reply)).toEqual({ kind: 'delivered', status: 200 });
      }
      expect(chat.roots()).toHaveLength(2);
    },
  );
});

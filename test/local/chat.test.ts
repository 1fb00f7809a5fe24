import { type Chat, openChat } from '../../src/local/chat.ts';
import type { Conversation, ConversationStep, Drawing, StepOutcome } from '../../src/model/conversation.ts';
import type { HttpReply, HttpRequest } from '../../src/model/http.ts';
import { openTarget } from '../../src/platforms/index.ts';
import { aNotification } from '../support/factories.ts';
import { openDiscord } from '../support/fake-discord.ts';
import { FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../support/fake-slack.ts';

const NOW = new Date('2026-05-06T10:00:00.000Z');
const now = () => NOW;

type Answer = (request: HttpRequest) => Promise<HttpReply>;

const conversationOf = async (target: object): Promise<Conversation> => {
  const { conversation } = (await openTarget(target, { allowPrivate: true })).channel;
  if (!conversation) throw new Error('the target has no conversation');
  return conversation;
};

const localChat = (platform: string): Chat => {
  const chat = openChat(platform, now);
  if (!chat) throw new Error(`no chat of ${platform}`);
  return chat;
};

const drawing = (form: Drawing['form']): Drawing => ({
  notification: aNotification(),
  form,
  facts: {},
  mentions: true,
  people: [],
});

/** Opens a conversation, replies twice, updates it, and updates a message that does not exist. */
const talk = async (conversation: Conversation, answer: Answer): Promise<string[]> => {
  const take = async (step: ConversationStep, id: string): Promise<StepOutcome> => {
    const form = step.kind === 'reply' ? 'reply' : 'root';
    return conversation.classify(step.kind, await answer(conversation.request(step, drawing(form), { id, now: NOW })));
  };
  const opened = await take({ kind: 'open' }, 'd_1');
  const root = opened.kind === 'delivered' ? (opened.receipt ?? '') : '';
  const found = conversation.find && {
    root: conversation.find.request({ delivery: 'd_1', since: NOW }),
    reply: conversation.find.request({ delivery: 'd_2', root, since: NOW }),
  };
  const outcomes = [
    opened,
    await take({ kind: 'reply', root, broadcast: false }, 'd_2'),
    await take({ kind: 'reply', root, broadcast: true }, 'd_3'),
    await take({ kind: 'update', root }, 'd_3'),
    await take({ kind: 'update', root: root.replace(/\d(?=\D*$)/, (last) => String(9 - Number(last))) }, 'd_4'),
  ];
  const looks = found && [
    conversation.find?.read(await answer(found.root), { delivery: 'd_1', since: NOW }),
    conversation.find?.read(await answer(found.reply), { delivery: 'd_2', root, since: NOW }),
    conversation.find?.read(await answer(found.root), { delivery: 'd_9', since: NOW }),
  ];
  return [
    ...outcomes.map(({ kind }) => kind),
    ...(looks ?? []).map((look) => (typeof look === 'object' ? 'found' : String(look))),
  ];
};

const answering =
  (chat: Chat): Answer =>
  async (request) =>
    chat.answer(request);

const slackTarget = { platform: 'slack-app', token: FAKE_TOKEN, channel: FAKE_CHANNEL };

describe('a chat in memory', () => {
  test('answers as Slack does, and keeps the messages', async () => {
    const conversation = await conversationOf(slackTarget);
    const strict = openSlack({ now, limits: false });
    const chat = localChat('slack-app');

    const outcomes = await talk(conversation, answering(chat));

    expect(outcomes).toEqual(await talk(conversation, strict.send as Answer));
    expect(outcomes).toEqual([...Array(4).fill('delivered'), 'dead', 'found', 'found', 'absent']);
    const [root, ...replies] = chat.messages();
    expect(root).toMatchObject({ updates: 1, root: undefined, broadcast: false });
    expect(replies.map((reply) => [reply.root === root?.id, reply.broadcast, reply.updates])).toEqual([
      [true, false, 0],
      [true, true, 0],
    ]);
  });

  test.each([
    ['a channel', {}, [false, false]],
    ['a thread', { threadId: '1185000000000000777' }, [false, false]],
    ['a forum', { forum: true }, [true, true]],
  ])('answers as Discord does in %s', async (_, fields, inThread) => {
    const strict = openDiscord({
      forum: 'forum' in fields,
      threads: 'threadId' in fields ? [fields.threadId as string] : [],
    });
    const conversation = await conversationOf({ platform: 'discord', url: strict.url, ...fields });
    const chat = localChat('discord');

    const outcomes = await talk(conversation, answering(chat));

    expect(outcomes).toEqual(await talk(conversation, strict.send as Answer));
    expect(outcomes).toEqual([...Array(4).fill('delivered'), 'dead']);
    const [root, ...replies] = chat.messages();
    expect(root).toMatchObject({ updates: 1, root: undefined });
    expect(replies.map((reply) => reply.root === root?.id)).toEqual(inThread);
  });

  test.each(['slack-app', 'discord'])('of %s refuses as the platform does', async (platform) => {
    const url = 'https://discord.com/api/webhooks/1185000000000000001/canary';
    const conversation = await conversationOf(platform === 'discord' ? { platform, url } : slackTarget);
    const { gone, content } = localChat(platform).refusals;

    expect(conversation.classify('open', gone)).toMatchObject({ kind: 'rejected', reason: 'gone' });
    expect(conversation.classify('open', content)).toMatchObject({ kind: 'rejected', reason: 'payload' });
  });

  test('drops the oldest of more than 1,000 messages', async () => {
    const chat = localChat('slack-app');
    const post = (text: string) =>
      chat.answer({ url: 'https://slack.com/api/chat.postMessage', body: JSON.stringify({ channel: 'C1', text }) });

    for (let count = 0; count < 1001; count++) post(String(count));

    expect(chat.messages()).toHaveLength(1000);
    expect(chat.messages()[0]?.body).toMatchObject({ text: '1' });
    expect(new Set(chat.messages().map(({ id }) => id)).size).toBe(1000);
  });

  test('does not exist for other platforms', () => {
    expect(['slack', 'teams', 'webhook', undefined].map((platform) => openChat(platform, now))).toEqual(
      Array(4).fill(undefined),
    );
  });
});

import type { ConversationStep, Drawing } from '../../../src/model/conversation.ts';
import type { HttpReply } from '../../../src/model/http.ts';
import { lookUp, takeStep } from '../../../src/relay/steps.ts';
import { aNotification } from '../../support/factories.ts';
import { ALL_SCOPES, FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import { aDrawing, openConversation } from './open.ts';

const START = new Date('2026-03-04T09:15:31Z');
const OTHER = 'C0OTHER';

const openDesk = (fields: object = {}, options: Parameters<typeof openSlack>[0] = {}) => {
  let now = START;
  const slack = openSlack({ now: () => now, ...options });
  const conversation = openConversation(fields);
  const ports = { send: slack.send, now: () => now };
  const take = (step: ConversationStep, more: Partial<Drawing> = {}, id = 'd_1') =>
    takeStep(conversation, step, aDrawing(more), id, ports);
  const open = async (id = 'd_1'): Promise<string> => {
    const done = await take({ kind: 'open' }, {}, id);
    if (done.kind !== 'delivered' || done.receipt === undefined) throw new Error('no root');
    return done.receipt;
  };
  const find = (delivery: string, root?: string) => lookUp(conversation, delivery, root, START, ports);
  const pass = (seconds: number): void => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { slack, conversation, take, open, find, pass };
};

const green = aNotification({ moment: 'succeeded', severity: 'success', failures: [] });

describe('a conversation in Slack', () => {
  test('opens with a root whose receipt names channel and time', async () => {
    const { slack, open } = openDesk();

    const receipt = JSON.parse(await open());

    expect(receipt).toEqual({ channel: FAKE_CHANNEL, ts: slack.roots()[0]?.ts });
    expect(slack.roots()).toMatchObject([{ delivery: 'd_1', text: expect.stringContaining('storefront failed') }]);
  });

  test('shows a later state in the same root, in another colour, and mentions no one', async () => {
    const { slack, open, take } = openDesk();
    const root = await open();
    const before = JSON.stringify(slack.roots()[0]?.message.body);

    const done = await take({ kind: 'update', root }, { notification: green, mentions: false });

    const body = JSON.stringify(slack.roots()[0]?.message.body);
    expect(done).toEqual({ kind: 'delivered', status: 200 });
    expect(slack.roots()).toHaveLength(1);
    expect(before).toMatch(/S0CANARY01.*#e01e5a/);
    expect(body).toContain('#2eb67d');
    expect(body).not.toMatch(/#e01e5a|S0CANARY01/);
    expect(slack.roots()[0]?.delivery).toBe('d_1');
  });

  test('removes the details that a later state does not have', async () => {
    const { slack, open, take } = openDesk();
    const root = await open();
    expect(slack.roots()[0]?.message.body.attachments).toHaveLength(1);

    await take({ kind: 'update', root }, { plain: true, mentions: false });

    expect(slack.roots()[0]?.message.body.attachments).toEqual([]);
  });

  test.each([true, false])('replies in the thread, in the channel too if asked: %s', async (broadcast) => {
    const { slack, open, take } = openDesk();
    const root = await open();

    const done = await take({ kind: 'reply', root, broadcast }, { form: 'reply', notification: green }, 'd_2');

    expect(done).toMatchObject({ kind: 'delivered', receipt: expect.stringContaining(FAKE_CHANNEL) });
    expect(slack.roots()).toMatchObject([
      { thread: [{ broadcast, metadata: { event_payload: { delivery: 'd_2' } } }] },
    ]);
    expect(slack.timeline()).toHaveLength(broadcast ? 2 : 1);
  });

  test('mentions authors with those whom the target mentions, each once, and ignores ids of another form', async () => {
    const { slack, take } = openDesk({ mention: { failed: ['<@U0AUTHOR>'] } });

    await take({ kind: 'open' }, { people: ['U0AUTHOR', 'U0SECOND', '!channel', 'x> <!here'] });

    const [root] = slack.roots();
    expect(root?.text).toMatch(/^<@U0AUTHOR> <@U0SECOND> 🔴/);
    expect(JSON.stringify(root?.message.body)).not.toMatch(/!channel|<!here/);
  });

  test('calls a root dead that a person deleted', async () => {
    const { slack, open, take } = openDesk();
    const root = await open();
    slack.remove(slack.roots()[0]?.ts ?? '');

    expect(await take({ kind: 'update', root })).toEqual({ kind: 'dead', detail: 'message_not_found' });
  });

  test('calls the placeholder of a deleted root dead, and leaves its thread', async () => {
    const { slack, open, take } = openDesk();
    const root = await open();
    await take({ kind: 'reply', root, broadcast: false }, { form: 'reply' }, 'd_2');
    slack.remove(slack.roots()[0]?.ts ?? '');

    const done = await take({ kind: 'reply', root, broadcast: false }, { form: 'reply' }, 'd_3');

    expect(done).toEqual({ kind: 'dead', detail: 'cannot_reply_to_message' });
  });

  test('calls a root dead that is too old to edit', async () => {
    const { open, take, pass } = openDesk({}, { editWindowSeconds: 3600 });
    const root = await open();
    expect(await take({ kind: 'update', root })).toMatchObject({ kind: 'delivered' });
    pass(3601);

    expect(await take({ kind: 'update', root })).toEqual({ kind: 'dead', detail: 'edit_window_closed' });
  });

  test.each([
    ['another channel', JSON.stringify({ channel: OTHER, ts: '1772615731.000100' })],
    ['another platform', JSON.stringify({ message: '118', channel: '117' })],
    ['no known form', 'receipt'],
  ])('calls a root of %s dead, and changes nothing there', async (_, root) => {
    const { slack, open, take } = openDesk();
    slack.addChannel(OTHER);
    await open();

    expect(await take({ kind: 'update', root })).toEqual({ kind: 'dead', detail: 'message_not_found' });
    expect(slack.calls.at(-1)?.fields).toMatchObject({ channel: FAKE_CHANNEL });
  });

  test('says that a root of another channel is not where the target posts', async () => {
    const { open } = openDesk();
    const { reaches } = openConversation();
    const root = await open();

    expect(reaches?.(root)).toBe(true);
    expect(reaches?.(JSON.stringify({ channel: OTHER, ts: '1772615731.000100' }))).toBe(false);
  });

  test('keeps to the id of the channel that Slack answers with', () => {
    const { classify, request, reaches } = openConversation();
    const body = JSON.stringify({ ok: true, channel: OTHER, ts: '1772615731.000100' });
    const opened = classify('open', { status: 200, body });
    const root = opened.kind === 'delivered' ? (opened.receipt ?? '') : '';

    const update = request({ kind: 'update', root }, aDrawing(), { id: 'd_1', now: START });

    expect(reaches?.(root)).toBe(true);
    expect(JSON.parse(update.body)).toMatchObject({ channel: OTHER, ts: '1772615731.000100' });
  });

  test('waits as long as Slack asks after one update too many', async () => {
    const { open, take } = openDesk();
    const root = await open();
    const outcomes = [];
    for (let nth = 0; nth < 51; nth++) outcomes.push(await take({ kind: 'update', root }));

    expect(outcomes.slice(0, 50).every(({ kind }) => kind === 'delivered')).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'retry', reason: 'throttled', status: 429, afterSeconds: 29 });
  });

  test('updates no more often than Slack allows any app, counted by token without its value', () => {
    const [one, same, other] = ['xoxb-one', 'xoxb-one', 'xoxb-two'].map((token) => openConversation({ token }).updates);

    expect(one).toEqual(same);
    expect(one?.key).not.toBe(other?.key);
    expect(JSON.stringify(one)).not.toContain('xoxb');
    expect(one?.perMinute).toBeLessThan(50);
  });
});

describe('a bot that is not in the channel', () => {
  const withoutPublic = ALL_SCOPES.filter((scope) => scope !== 'chat:write.public');

  test('joins a public channel once and posts', async () => {
    const { slack, open } = openDesk();
    slack.addToken(FAKE_TOKEN, withoutPublic);
    slack.addChannel(FAKE_CHANNEL, { member: false });

    await open();

    expect(slack.methods()).toEqual(['chat.postMessage', 'conversations.join', 'chat.postMessage']);
    expect(slack.roots()).toHaveLength(1);
  });

  test('gives advice if it may not join', async () => {
    const { slack, take } = openDesk();
    slack.addToken(FAKE_TOKEN, ['chat:write']);
    slack.addChannel(FAKE_CHANNEL, { member: false });

    expect(await take({ kind: 'open' })).toMatchObject({
      kind: 'rejected',
      reason: 'unauthorized',
      detail: 'not_in_channel: invite the bot to the channel, such as with /invite @pipebell-prod',
    });
    expect(slack.methods()).toEqual(['chat.postMessage', 'conversations.join', 'chat.postMessage']);
  });

  test('gives advice for a private channel, which it cannot see', async () => {
    const { slack, take } = openDesk();
    slack.addChannel(FAKE_CHANNEL, { member: false, kind: 'private' });

    expect(await take({ kind: 'open' })).toMatchObject({
      kind: 'rejected',
      reason: 'gone',
      detail: expect.stringMatching(/^channel_not_found: .*\/invite @pipebell-prod$/),
    });
  });
});

describe('a message whose answer was lost', () => {
  test.each(['lost', 'broken'] as const)('is found in the channel by its delivery (%s)', async (trouble) => {
    const { slack, take, find, pass } = openDesk();
    slack.fail('chat.postMessage', trouble);
    expect(await take({ kind: 'open' })).toMatchObject({ kind: 'retry' });
    pass(12);

    const found = await find('d_1');

    expect(found).toEqual({ receipt: JSON.stringify({ channel: FAKE_CHANNEL, ts: slack.roots()[0]?.ts }) });
    expect(await find('d_2')).toBe('absent');
  });

  test('is found in the thread, and not as a root, although it stands in the channel too', async () => {
    const { slack, open, take, find } = openDesk();
    const root = await open();
    slack.fail('chat.postMessage', 'lost');
    await take({ kind: 'reply', root, broadcast: true }, { form: 'reply' }, 'd_2');

    expect(await find('d_2', root)).toEqual({
      receipt: JSON.stringify({ channel: FAKE_CHANNEL, ts: slack.roots()[0]?.thread[0]?.ts }),
    });
    expect(await find('d_2')).toBe('absent');
    expect(await find('d_1', root)).toBe('absent');
  });

  test('is absent if its thread is gone', async () => {
    const { slack, open, find } = openDesk();
    const root = await open();
    slack.remove(slack.roots()[0]?.ts ?? '');

    expect(await find('d_2', root)).toBe('absent');
  });

  test('is found by its receipt even if the answer breaks off after the first bytes', () => {
    const { classify } = openConversation();
    const whole = JSON.stringify({ ok: true, channel: FAKE_CHANNEL, ts: '1772615731.000100', message: { text: 'x' } });

    expect(classify('open', { status: 200, body: whole.slice(0, 60) })).toEqual({
      kind: 'delivered',
      status: 200,
      receipt: JSON.stringify({ channel: FAKE_CHANNEL, ts: '1772615731.000100' }),
    });
    expect(classify('open', { status: 200, body: whole.slice(0, 30) })).toMatchObject({ kind: 'retry' });
  });

  test('is not said to be absent if Slack does not say so', () => {
    const { find } = openConversation();
    const search = { delivery: 'd_1', since: START };
    const read = (body: object | string, status = 200) =>
      find?.read({ status, body: typeof body === 'string' ? body : JSON.stringify(body) } as HttpReply, search);

    expect(read({ ok: true, messages: [] })).toBe('absent');
    expect(read({ ok: true, messages: [], has_more: true })).toBe('unknown');
    expect(read({ ok: false, error: 'missing_scope', needed: 'channels:history' })).toBe('unknown');
    expect(read({ ok: false, error: 'not_in_channel' })).toBe('unknown');
    expect(read({ ok: false, error: 'internal_error' })).toBe('busy');
    expect(read({ ok: false, error: 'ratelimited' })).toBe('busy');
    expect(read('{"ok":true,"messages":[{"ts":')).toBe('unknown');
    expect(read('', 429)).toBe('unknown');
  });

  test('is not mistaken for a message of a person or of another kind', () => {
    const { find } = openConversation();
    const metadata = { event_type: 'pipebell_delivery', event_payload: { delivery: 'd_1' } };
    const ts = '1772615731.000100';
    const read = (message: object) =>
      find?.read(
        { status: 200, body: JSON.stringify({ ok: true, messages: [message] }) },
        { delivery: 'd_1', since: START },
      );

    expect(read({ ts, bot_id: 'B1', metadata })).toMatchObject({ receipt: expect.any(String) });
    expect(read({ ts, user: 'U1', metadata })).toBe('absent');
    expect(read({ ts, bot_id: 'B1', metadata: { ...metadata, event_type: 'other' } })).toBe('absent');
    expect(read({ ts, bot_id: 'B1', text: 'd_1' })).toBe('absent');
  });
});

describe('the author of a commit', () => {
  const lookup = async (email: string, scopes = ALL_SCOPES) => {
    const slack = openSlack();
    slack.addToken(FAKE_TOKEN, scopes);
    slack.addUser({ id: 'U0ADA', email: 'ada@example.com' });
    slack.addUser({ id: 'U0GONE', email: 'gone@example.com', isDeleted: true });
    const { person } = openConversation({ mention: { author: true } });
    const request = person?.request(email);
    if (!person || !request) throw new Error('no lookup');
    const reply = await slack.send(request);
    return { request, found: 'kind' in reply ? reply : person.read(reply) };
  };

  test('is found by e-mail address, which is in no URL', async () => {
    const { request, found } = await lookup('ada@example.com');

    expect(found).toEqual({ id: 'U0ADA' });
    expect(request.url).toBe('https://slack.com/api/users.lookupByEmail');
    expect(request.body).toBe('email=ada%40example.com');
  });

  test('is nobody without an account, or with a closed one, and unknown without the scope', async () => {
    expect((await lookup('jo@example.com')).found).toBe('nobody');
    expect((await lookup('gone@example.com')).found).toBe('nobody');
    expect((await lookup('ada@example.com', ['chat:write'])).found).toBe('unknown');
  });

  test('is mentioned only if the target asks for it', () => {
    expect(openConversation().mentionsAuthor).toBe(false);
    expect(openConversation({ mention: { author: true } }).mentionsAuthor).toBe(true);
  });
});

describe('the link to a message', () => {
  const linkTo = async (receipt?: string) => {
    const { slack, conversation, open } = openDesk();
    const root = receipt ?? (await open());
    const { link } = conversation;
    if (!link) throw new Error('no link');
    const reply = await slack.send(link.request(root));
    return 'kind' in reply ? reply : link.read(reply);
  };

  test('is the one that Slack gives', async () => {
    expect(await linkTo()).toMatch(/^https:\/\/example\.slack\.com\/archives\/\w+\/p\d+$/);
  });

  test('is absent for a message that does not exist', async () => {
    expect(await linkTo('{"channel":"C0123456789","ts":"1.2"}')).toBeUndefined();
  });
});

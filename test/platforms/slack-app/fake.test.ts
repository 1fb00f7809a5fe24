import { createSend } from '../../../src/net/http.ts';
import { aNotification } from '../../support/factories.ts';
import { ALL_SCOPES, FAKE_CHANNEL, FAKE_TOKEN, openSlack } from '../../support/fake-slack.ts';
import { serveSlack } from '../../support/fake-slack-server.ts';
import { certificate, serversOfTest } from '../../support/servers.ts';
import { openChannel } from './open.ts';

const keep = serversOfTest();

const openApi = (options: Parameters<typeof openSlack>[0] = {}) => {
  let at = Date.parse('2026-03-04T09:15:31Z');
  const slack = openSlack({ now: () => new Date(at), ...options });
  const call = async (method: string, fields: object, { token = FAKE_TOKEN, form = false } = {}) => {
    const reply = await slack.send({
      url: `https://slack.com/api/${method}`,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json; charset=utf-8',
      },
      body: form ? new URLSearchParams(fields as Record<string, string>).toString() : JSON.stringify(fields),
      timeoutMs: 1000,
    });
    return 'kind' in reply ? reply : { ...JSON.parse(reply.body), status: reply.status };
  };
  const post = (text: string, more: object = {}) => call('chat.postMessage', { channel: FAKE_CHANNEL, text, ...more });
  const read = (method: string, fields: object) => call(method, { channel: FAKE_CHANNEL, ...fields }, { form: true });
  const pass = (seconds: number): void => {
    at += seconds * 1000;
  };
  return { slack, call, post, read, pass };
};

const texts = ({ messages }: { messages: { text: string }[] }): string[] => messages.map(({ text }) => text);
const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
};

describe("the fake of Slack's Web API", () => {
  test('pages through the history from the newest, without replies that stay in their thread', async () => {
    const { post, read, pass } = openApi();
    const { ts } = await post('one');
    await post('below', { thread_ts: ts });
    pass(10);
    await post('loud', { thread_ts: ts, reply_broadcast: true });
    await post('two');

    const first = await read('conversations.history', { limit: '2' });
    const cursor = first.response_metadata.next_cursor;
    const second = await read('conversations.history', { limit: '2', cursor });

    expect([texts(first), first.has_more]).toEqual([['two', 'loud'], true]);
    expect([texts(second), second.has_more]).toEqual([['one'], false]);
    expect(texts(await read('conversations.history', { oldest: ts }))).toEqual(['two', 'loud']);
    expect(texts(await read('conversations.replies', { ts }))).toEqual(['one', 'below', 'loud']);
    expect(texts(await read('conversations.replies', { ts, oldest: String(Number(ts) + 1) }))).toEqual(['one', 'loud']);
  });

  test('shows metadata on request only, and drops metadata whose type has a period', async () => {
    const { post, read } = openApi();
    const event_payload = { delivery: 'd_1' };
    const kept = await post('kept', { metadata: { event_type: 'pipebell_delivery', event_payload } });
    const dropped = await post('dropped', { metadata: { event_type: 'pipebell.delivery', event_payload } });
    const metadataIn = async (fields: object) =>
      (await read('conversations.history', fields)).messages.map(({ metadata }: { metadata?: object }) => metadata);

    expect([kept.warning, dropped.ok, dropped.warning]).toEqual([undefined, true, 'invalid_metadata_schema']);
    expect(await metadataIn({})).toEqual([undefined, undefined]);
    expect(await metadataIn({ include_all_metadata: 'true' })).toEqual([
      undefined,
      { event_type: 'pipebell_delivery', event_payload },
    ]);
  });

  test('removes blocks and keeps attachments that an update leaves out', async () => {
    const { slack, call, post } = openApi();
    const attachments = [{ color: '#111111', blocks: [richText] }];
    const { ts } = await post('one', { attachments });
    const at = { channel: FAKE_CHANNEL, ts };

    await call('chat.update', { ...at, text: 'two' });
    expect(slack.roots()[0]?.message.body).toEqual({ text: 'two', attachments });
    await call('chat.update', { ...at, text: 'three', attachments: [] });
    expect(slack.roots()[0]?.message).toMatchObject({ body: { text: 'three', attachments: [] }, edits: 2 });
  });

  test('refuses to replace rich text by other blocks', async () => {
    const { call, post } = openApi();
    const { ts } = await post('one', { blocks: [richText] });

    expect(await call('chat.update', { channel: FAKE_CHANNEL, ts, text: 'two' })).toMatchObject({
      ok: false,
      error: 'block_mismatch',
    });
  });

  test.each([
    ['chat:write', 'chat.postMessage'],
    ['chat:write', 'chat.update'],
    ['channels:history', 'conversations.history'],
    ['channels:history', 'conversations.replies'],
    ['channels:join', 'conversations.join'],
    ['users:read.email', 'users.lookupByEmail'],
  ])('asks for the scope %s in %s', async (scope, method) => {
    const { slack, call } = openApi();
    slack.addToken(
      'xoxb-poor',
      ALL_SCOPES.filter((each) => each !== scope),
    );
    slack.addChannel(FAKE_CHANNEL);

    expect(await call(method, { channel: FAKE_CHANNEL, text: 'x' }, { token: 'xoxb-poor' })).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: scope,
    });
  });

  test('refuses unknown and revoked tokens, archived channels and the messages of others', async () => {
    const { slack, call, post } = openApi();
    slack.addToken('xoxb-other', ALL_SCOPES, 'B0OTHER');
    slack.addChannel(FAKE_CHANNEL);
    const { ts } = await post('mine');
    const other = { token: 'xoxb-other' };
    const at = { channel: FAKE_CHANNEL, ts, text: 'x' };

    expect(await call('chat.postMessage', at, { token: 'xoxb-none' })).toMatchObject({ error: 'invalid_auth' });
    expect(await call('chat.update', at, other)).toMatchObject({ error: 'cant_update_message' });
    slack.channel(FAKE_CHANNEL).isArchived = true;
    expect(await post('x')).toMatchObject({ error: 'is_archived' });
    expect(await call('chat.update', at)).toMatchObject({ error: 'is_inactive' });
    const token = slack.token();
    if (token) token.isRevoked = true;
    expect(await post('x')).toMatchObject({ error: 'token_revoked' });
  });

  test('posts a reply to a deleted root into the channel', async () => {
    const { slack, post } = openApi();
    const { ts } = await post('root');
    slack.remove(ts);

    const reply = await post('reply', { thread_ts: ts });

    expect(reply.message).not.toHaveProperty('thread_ts');
    expect(slack.roots().map(({ text }) => text)).toEqual(['reply']);
  });

  test('takes five posts at once and one in a second after them, for each channel', async () => {
    const { slack, post, pass } = openApi();
    slack.addChannel('C0SECOND');
    for (let nth = 0; nth < 5; nth++) expect(await post('x')).toMatchObject({ ok: true });

    expect(await post('x')).toMatchObject({ status: 429, error: 'ratelimited' });
    expect(await post('x', { channel: 'C0SECOND' })).toMatchObject({ ok: true });
    pass(1);
    expect(await post('x')).toMatchObject({ ok: true });
  });

  test('carries out a call whose answer is lost, and none that was not sent', async () => {
    const { slack, post } = openApi();
    slack.fail('chat.postMessage', 'unsent');
    slack.fail('chat.postMessage', 'lost');

    expect(await post('not sent')).toEqual({ kind: 'retry', reason: 'network' });
    expect(await post('lost')).toEqual({ kind: 'retry', reason: 'timeout' });
    expect(slack.timeline()).toEqual(['lost']);
    expect([...slack.deliveries()]).toEqual([]);
  });

  test.each([true, false])('answers the relay over a connection (TLS: %s)', async (secure) => {
    const slack = openSlack();
    const { apiUrl } = await keep(serveSlack(slack, { secure }));
    const channel = openChannel({ apiUrl });
    const send = createSend({ allowPrivate: true, ca: certificate('authority') });
    const sending = { id: 'd_1', now: new Date() };
    const request = channel.request(channel.render(aNotification()), sending);

    const reply = await send(request);
    slack.fail('chat.postMessage', 'lost');
    const lost = await send(request);

    expect('kind' in reply ? reply : channel.classify(reply)).toEqual({ kind: 'delivered', status: 200 });
    expect(lost).toMatchObject({ kind: 'retry', reason: 'network' });
    expect([...slack.deliveries()]).toEqual([['d_1', 2]]);
  });
});

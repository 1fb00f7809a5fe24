import type { StepKind } from '../../../src/model/conversation.ts';
import { discord } from '../../../src/platforms/discord.ts';
import { discordExample } from './target.ts';

const channelOf = (fields: object = {}) =>
  discord.open({ ...discordExample.target, ...fields }, { allowPrivate: false }).channel;
const { classify } = channelOf();

const refusal = (code: number, more: object = {}): string => JSON.stringify({ message: 'canary', code, ...more });

const PAGE = '<!doctype html><title>Attention Required! | Cloudflare</title>';

describe('discord classify', () => {
  test.each([PAGE, '  <html>Welcome to the hotel</html>'])('tries again after a 200 that is a web page: %j', (body) => {
    expect(classify({ status: 200, body })).toMatchObject({ kind: 'retry', reason: 'unavailable', status: 200 });
  });

  test('classifies a message that was cut off as delivered', () => {
    expect(classify({ status: 200, body: '{"type":0,"content":"sho' })).toEqual({ kind: 'delivered', status: 200 });
  });

  test.each([
    [10015, 404, 'gone'],
    [10003, 404, 'gone'],
    [10004, 404, 'gone'],
    [50083, 400, 'gone'],
    [160005, 403, 'gone'],
    [50027, 401, 'unauthorized'],
    [50001, 403, 'unauthorized'],
    [50013, 403, 'unauthorized'],
    [40007, 403, 'unauthorized'],
    [50035, 400, 'payload'],
    [50006, 400, 'payload'],
    [40005, 413, 'payload'],
    [200000, 400, 'payload'],
    [240000, 400, 'payload'],
  ])('classifies code %d (%d) as %s, whatever the status', (code, status, reason) => {
    expect(classify({ status, body: refusal(code) })).toEqual({
      kind: 'rejected',
      reason,
      status,
      detail: `code ${code}`,
    });
    expect(classify({ status: 400, body: refusal(code) })).toMatchObject({ kind: 'rejected', reason });
  });

  test('takes a refusal with an unknown code as final, and one without a code as unconfirmed', () => {
    expect(classify({ status: 403, body: refusal(987_654) })).toEqual({
      kind: 'rejected',
      reason: 'unauthorized',
      status: 403,
      detail: 'code 987654',
    });
    expect(classify({ status: 403, body: 'error code: 1010' })).toMatchObject({
      kind: 'rejected',
      reason: 'unauthorized',
      unconfirmed: true,
    });
    expect(classify({ status: 404, body: refusal(0) })).toMatchObject({ kind: 'rejected', reason: 'gone' });
  });

  test.each([
    [220_001, 'set "forum": true or "threadId"'],
    [220_003, 'remove "forum"'],
    [40_067, 'set "forumTags"'],
  ])('names the field to set after code %d', (code, words) => {
    expect(classify({ status: 400, body: refusal(code) })).toMatchObject({
      kind: 'rejected',
      reason: 'payload',
      detail: expect.stringContaining(words),
    });
  });

  test.each([
    [{ retry_after: 64.57, global: false }, 64, 65],
    [{ retry_after: 0.3, global: true }, undefined, 1],
    [{ retry_after: 1336.57 }, 1337, 1337],
    [{ retry_after: 2 }, 7, 7],
    [{ retry_after: 1e12 }, undefined, 86_400],
    [{ retry_after: 'soon' }, 5, 5],
    [{ retry_after: -1 }, 5, 5],
  ])('waits after a 429 with %j and a Retry-After of %s for %d seconds', (more, header, seconds) => {
    const body = JSON.stringify({ message: 'You are being rate limited.', ...more });

    expect(classify({ status: 429, body, ...(header && { retryAfterSeconds: header }) })).toEqual({
      kind: 'retry',
      reason: 'throttled',
      status: 429,
      afterSeconds: seconds,
    });
  });

  test.each([
    [20_016, 429, 'throttled'],
    [20_028, 400, 'throttled'],
    [30_046, 429, 'throttled'],
    [40_333, 403, 'unavailable'],
    [130_000, 503, 'unavailable'],
    [40_006, 403, 'unavailable'],
  ])('retries code %d (%d) as %s', (code, status, reason) => {
    expect(classify({ status, body: refusal(code) })).toMatchObject({ kind: 'retry', reason });
  });

  test('retries after a page of Cloudflare and after a 5xx', () => {
    expect(classify({ status: 403, body: PAGE })).toMatchObject({ kind: 'retry', reason: 'unavailable' });
    expect(classify({ status: 429, body: PAGE, retryAfterSeconds: 600 })).toMatchObject({
      kind: 'retry',
      reason: 'throttled',
      afterSeconds: 600,
    });
    expect(classify({ status: 502, body: PAGE })).toMatchObject({ kind: 'retry', reason: 'unavailable' });
  });
});

describe('discord classify in a conversation', () => {
  const { conversation } = channelOf();
  const { conversation: inForum } = channelOf({ forum: true });
  const MESSAGE = '{"id":"1185000000000000002","channel_id":"1185000000000000003","mentions":[{"id":"1"}]}';

  test('keeps the id of the message, and of the thread where there is one', () => {
    for (const kind of ['open', 'reply'] as const) {
      expect(conversation?.classify(kind, { status: 200, body: MESSAGE })).toEqual({
        kind: 'delivered',
        status: 200,
        receipt: '1185000000000000002',
      });
      expect(inForum?.classify(kind, { status: 200, body: MESSAGE })).toMatchObject({
        receipt: '1185000000000000003/1185000000000000002',
      });
    }
  });

  test.each(['', 'ok', '[]', '{"id":"1185000000000000002', '{"id":"../../x","channel_id":"1"}', '{}'])(
    'delivers without a receipt if the answer is %j',
    (body) => {
      expect(conversation?.classify('open', { status: 200, body })).toEqual({ kind: 'delivered', status: 200 });
      expect(inForum?.classify('open', { status: 200, body })).toEqual({ kind: 'delivered', status: 200 });
    },
  );

  test('has no receipt of an update, whose root stays the same', () => {
    expect(conversation?.classify('update', { status: 200, body: MESSAGE })).toEqual({
      kind: 'delivered',
      status: 200,
    });
  });

  test.each([
    [10_008, 404, ['update']],
    [50_005, 403, ['update']],
    [10_003, 404, ['reply', 'update']],
    [50_083, 400, ['reply', 'update']],
    [160_005, 403, ['reply', 'update']],
    [10_015, 404, []],
    [50_027, 401, []],
  ])('takes the root as dead after code %d (%d) to %j only', (code, status, dead) => {
    for (const kind of ['open', 'reply', 'update'] satisfies StepKind[]) {
      const outcome = inForum?.classify(kind, { status, body: refusal(code) });
      expect({ kind, is: outcome?.kind }).toEqual({ kind, is: dead.includes(kind) ? 'dead' : 'rejected' });
    }
  });

  test('puts an update off that is one too many of an old message', () => {
    expect(conversation?.classify('update', { status: 429, body: refusal(30_046, { retry_after: 9.2 }) })).toEqual({
      kind: 'retry',
      reason: 'throttled',
      status: 429,
      afterSeconds: 10,
    });
  });
});

import type { StepKind } from '../../../src/model/conversation.ts';
import { openChannel, openConversation } from './open.ts';

const { classify } = openChannel();
const { classify: classifyStep } = openConversation();
const refused = (error: string, more: object = {}) => ({
  status: 200,
  body: JSON.stringify({ ok: false, error, ...more }),
});
const STEPS: readonly StepKind[] = ['open', 'reply', 'update'];
const PLACE = '"channel":"C0123456789","ts":"1772615731.000100"';

const CODES: [kind: string, reason: string, codes: string[]][] = [
  ['rejected', 'unauthorized', ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']],
  ['rejected', 'unauthorized', ['not_allowed_token_type', 'restricted_action', 'ekm_access_denied']],
  ['rejected', 'gone', ['is_archived', 'is_inactive']],
  ['rejected', 'payload', ['invalid_blocks', 'msg_blocks_too_long', 'msg_too_long', 'no_text', 'metadata_too_large']],
  ['retry', 'throttled', ['ratelimited', 'rate_limited', 'message_limit_exceeded']],
  ['retry', 'unavailable', ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']],
  ['retry', 'unavailable', ['team_added_to_org', 'org_login_required', 'update_failed']],
];

describe('an error of the Web API, which has the status 200', () => {
  test.each(CODES)('is %s as %s for each of %j, in a conversation too', (kind, reason, codes) => {
    for (const code of codes) {
      expect(classify(refused(code))).toEqual({ kind, reason, status: 200, detail: code });
      for (const step of STEPS) expect(classifyStep(step, refused(code))).toMatchObject({ kind, reason });
    }
  });

  test('names the scope that the token needs', () => {
    const body = refused('missing_scope', { needed: 'chat:write', provided: 'channels:read' });

    expect(classify(body)).toEqual({
      kind: 'rejected',
      reason: 'unauthorized',
      status: 200,
      detail: 'missing_scope: the token needs the scope chat:write',
    });
  });

  test.each(['canary CANARY', 'xoxb-canary', '<canary>', 'c'.repeat(101)])(
    'quotes no scope of another form: %s',
    (needed) => {
      expect(classify(refused('missing_scope', { needed }))).toMatchObject({ detail: 'missing_scope' });
    },
  );

  test('with a code that is new is refused content, which is not final at once', () => {
    expect(classify(refused('some_new_code'))).toEqual({
      kind: 'rejected',
      reason: 'payload',
      status: 200,
      detail: 'some_new_code',
      unconfirmed: true,
    });
  });

  test.each(['Canary', 'xoxb-canary-1', '', 'c'.repeat(41)])(
    'with a code of another form is not from Slack: %j',
    (code) => {
      expect(classifyStep('open', refused(code))).toEqual({
        kind: 'retry',
        reason: 'unavailable',
        status: 200,
        detail: 'the answer is not from Slack',
      });
    },
  );

  test.each([
    ['reply', 'thread_not_found'],
    ['reply', 'invalid_thread_ts'],
    ['reply', 'message_not_found'],
    ['reply', 'cannot_reply_to_message'],
    ['reply', 'restricted_action_thread_locked'],
    ['update', 'message_not_found'],
    ['update', 'cant_update_message'],
    ['update', 'edit_window_closed'],
    ['update', 'block_mismatch'],
  ] as const)('ends the root of a %s: %s', (step, code) => {
    expect(classifyStep(step, refused(code))).toEqual({ kind: 'dead', detail: code });
    expect(classifyStep('open', refused(code)).kind).toBe('rejected');
  });

  test('that asks for a member is remedied by joining the channel of the target', () => {
    const outcome = classifyStep('open', refused('not_in_channel'));

    expect(outcome).toMatchObject({
      kind: 'remedy',
      request: { url: 'https://slack.com/api/conversations.join', body: '{"channel":"C0123456789"}' },
      otherwise: { kind: 'rejected', reason: 'unauthorized' },
    });
    expect(classify(refused('not_in_channel'))).toMatchObject({ kind: 'rejected', reason: 'unauthorized' });
  });
});

describe('an answer of the Web API', () => {
  test('to a step has the receipt of the message', () => {
    for (const step of ['open', 'reply'] as const) {
      expect(classifyStep(step, { status: 200, body: `{"ok":true,${PLACE},"message":{}}` })).toEqual({
        kind: 'delivered',
        status: 200,
        receipt: `{${PLACE}}`,
      });
    }
    expect(classifyStep('update', { status: 200, body: `{"ok":true,${PLACE}}` })).toEqual({
      kind: 'delivered',
      status: 200,
    });
  });

  test.each(['{"ok":true}', '', '{"ok":true,"channel":"canary","ts":"1.1"}', '{"ok":true,"channel":"C0123456789"}'])(
    'without the place of the message is looked for by the next attempt: %j',
    (body) => {
      expect(classifyStep('open', { status: 200, body })).toMatchObject({ kind: 'retry', reason: 'unavailable' });
    },
  );

  test('that broke off is delivered where there is no second look', () => {
    for (const body of ['', '{', '{"ok":true', `{"ok":true,${PLACE},"mess`]) {
      expect(classify({ status: 200, body })).toEqual({ kind: 'delivered', status: 200 });
    }
  });

  test.each(['ok', '<html>Sign in to the hotel network</html>', '{"ok":"true"}', '[]', 'null', '{"ok":false}'])(
    'is not from Slack: %j',
    (body) => {
      const outcome = { kind: 'retry', reason: 'unavailable', status: 200, detail: 'the answer is not from Slack' };
      expect(classify({ status: 200, body })).toEqual(outcome);
      for (const step of STEPS) expect(classifyStep(step, { status: 200, body })).toEqual(outcome);
    },
  );

  test('with the status 429 says for how long to wait, whatever its body', () => {
    for (const body of ['', '{"ok":false,"error":"ratelimited"}']) {
      const outcome = { kind: 'retry', reason: 'throttled', status: 429, afterSeconds: 17 };
      expect(classify({ status: 429, body, retryAfterSeconds: 17 })).toEqual(outcome);
      for (const step of STEPS) {
        expect(classifyStep(step, { status: 429, body, retryAfterSeconds: 17 })).toEqual(outcome);
      }
    }
  });
});

import { slack } from '../../../src/platforms/slack.ts';
import { slackExample } from './target.ts';

const { classify } = slack.open(slackExample.target, { allowPrivate: false }).channel;

describe('slack classify', () => {
  test.each(['ok', ' ok\n', 'o', ''])('classifies 200 with %j as delivered', (body) => {
    expect(classify({ status: 200, body })).toEqual({ kind: 'delivered', status: 200 });
  });

  test.each(['<html>Sign in to the hotel network</html>', 'okay', '{"ok":true}'])(
    'tries again after a 200 that is not from Slack: %j',
    (body) => {
      expect(classify({ status: 200, body })).toMatchObject({ kind: 'retry', reason: 'unavailable', status: 200 });
    },
  );

  test.each([
    ['invalid_payload', 400, 'payload'],
    ['invalid_blocks', 400, 'payload'],
    ['invalid_blocks_format', 400, 'payload'],
    ['invalid_attachments', 400, 'payload'],
    ['no_text', 400, 'payload'],
    ['too_many_attachments', 400, 'payload'],
    ['msg_blocks_too_long', 400, 'payload'],
    ['user_not_found', 400, 'gone'],
    ['action_prohibited', 403, 'unauthorized'],
    ['posting_to_general_channel_denied', 403, 'unauthorized'],
    ['invalid_token', 403, 'unauthorized'],
    ['channel_not_found', 404, 'gone'],
    ['no_service', 404, 'gone'],
    ['no_service_id', 400, 'gone'],
    ['no_team', 404, 'gone'],
    ['no_active_hooks', 404, 'gone'],
    ['team_disabled', 403, 'gone'],
    ['channel_is_archived', 410, 'gone'],
  ])('classifies %s (%d) as %s, whatever the status', (code, status, reason) => {
    expect(classify({ status, body: code })).toEqual({ kind: 'rejected', reason, status, detail: code });
    expect(classify({ status: 400, body: `${code}\n` })).toMatchObject({ kind: 'rejected', reason });
  });

  test('retries after a rollup error', () => {
    expect(classify({ status: 500, body: 'rollup_error' })).toMatchObject({ kind: 'retry', reason: 'unavailable' });
  });
});

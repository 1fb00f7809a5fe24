import { discord } from '../../../src/platforms/discord.ts';
import { redact } from '../../../src/text/redact.ts';
import { aNotification } from '../../support/factories.ts';
import { discordExample } from './target.ts';

const open = (fields: Record<string, unknown>) =>
  discord.open({ ...discordExample.target, ...fields }, { allowPrivate: false });

const sending = { id: 'd_abcdefghijklmnopqrstuvwxyz', now: new Date('2026-03-04T09:15:31.789Z') };
const requestOf = (fields: Record<string, unknown>) => open(fields).channel.request('{}', sending);

const TAIL = 'webhooks/1185000000000000001/token-Ab_1';

describe('discord target', () => {
  test.each([
    `https://discord.com/api/${TAIL}`,
    `https://discord.com/api/v9/${TAIL}`,
    `https://discordapp.com/api/${TAIL}/`,
    `https://ptb.discord.com/api/${TAIL}`,
    `https://canary.discord.com/api/v10/${TAIL}`,
  ])('takes %s, hides it and sends to the documented form of it', (url) => {
    expect(requestOf({ url }).url).toBe(`https://discord.com/api/v10/${TAIL}?wait=true`);
    expect(discord.recognizes(new URL(url))).toBe(true);
    expect(redact(url)).not.toContain('token-Ab_1');
  });

  test.each([
    ['https://example.com/api/webhooks/1/x', 'must be a webhook of Discord'],
    [`https://evil-discord.com/api/${TAIL}`, 'must be a webhook of Discord'],
    [`https://discord.com.evil.example/api/${TAIL}`, 'must be a webhook of Discord'],
    [`https://discord.com/api/${TAIL}/slack`, 'remove "/slack" or "/github"'],
    [`https://discord.com/api/${TAIL}/github`, 'remove "/slack" or "/github"'],
    [`https://discord.com/api/${TAIL}?thread_id=1185000000000000009`, 'set "threadId"'],
    ['https://discord.com/channels/1185000000000000001/1185000000000000002', 'must have the path /api/webhooks/'],
    ['https://discord.com/api/webhooks/1185000000000000001', 'must have the path /api/webhooks/'],
  ])('refuses %s and says: %s', (url, words) => {
    expect(() => open({ url })).toThrow(/^url: /);
    expect(() => open({ url })).toThrow(words);
  });

  test('waits for the message to be saved, and posts into the thread of the target', () => {
    expect(requestOf({ threadId: '1185000000000000009' }).url).toBe(
      `${discordExample.expectedUrl}&thread_id=1185000000000000009`,
    );
  });

  test('reads an answer that holds the longest message', () => {
    expect(requestOf({}).maxReplyBytes).toBeGreaterThanOrEqual(6 * (2000 + 6000));
  });

  test.each(['<@&1185000000000000007>', '<@1185000000000000008>', '@here', '@everyone'])(
    'takes the mention %s',
    (mention) => {
      const { content } = JSON.parse(open({ mention: { failed: [mention] } }).channel.render(aNotification()));

      expect(content.endsWith(` ${mention}`)).toBe(true);
    },
  );

  test.each(['here', '@Here', '<@!1185000000000000008>', '<@&oncall>', '@here @here', '<#1185000000000000008>', ''])(
    'refuses the mention %j and lists the valid forms',
    (mention) => {
      expect(() => open({ mention: { failed: [mention] } })).toThrow('mention.failed.0: expected <@&id> for a role');
    },
  );

  test('takes a forum or a thread, not both, and tags only for a forum', () => {
    const tags = ['1185000000000000011'];

    expect(open({ forum: true, forumTags: tags }).platform).toBe('discord');
    expect(() => open({ forum: true, threadId: '1185000000000000009' })).toThrow('threadId: cannot be set together');
    expect(() => open({ forumTags: tags })).toThrow('forumTags: can only be set together with "forum": true');
    expect(() => open({ forum: true, forumTags: Array(6).fill(tags[0]) })).toThrow('forumTags: takes at most 5');
  });

  test('has conversations about incidents unless the target says otherwise', () => {
    expect(open({}).channel.conversation?.thread).toBe('incident');
    expect(open({ thread: 'run' }).channel.conversation?.thread).toBe('run');
    expect(open({ thread: 'off' }).channel.conversation).toBeUndefined();
  });
});

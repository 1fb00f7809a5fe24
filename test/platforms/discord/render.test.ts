import fc from 'fast-check';
import { escaped, escapedWithin } from '../../../src/platforms/discord/escape.ts';
import { discord } from '../../../src/platforms/discord.ts';
import { anyNotification, anyText } from '../../support/arbitraries.ts';
import { aNotification } from '../../support/factories.ts';
import { hostile, huge } from '../extremes.ts';
import { goldenMessage } from '../golden.ts';
import { occasions, stories } from '../stories.ts';
import { type DiscordMessage, discordProblems, foreignPart, markdownOf, mentionsIn } from './checks.ts';
import { discordExample } from './target.ts';

const open = (fields: object = {}) => discord.open({ ...discordExample.target, ...fields }, { allowPrivate: false });
const { channel } = open();
const draw = (notification = aNotification(), { render } = channel): DiscordMessage => JSON.parse(render(notification));
const plain = (notification = aNotification()): DiscordMessage => JSON.parse(channel.plain?.(notification) ?? '');

const ROLE = '<@&1185000000000000007>';
const PERSON = '<@1185000000000000008>';

/** Markdown that Discord would read: every character of it must be escaped in text from outside. */
const MARKUP = /[\\`*_~|[\]<]|https?:\/\/|^[^\S\n]*(?:[#>+-]|\d+[.)])/m;

describe('discord render', () => {
  test.each(occasions)('draws the %s message as reviewed', (story) => {
    expect(draw(stories[story])).toEqual(goldenMessage('discord', story));
  });

  test('has the push text as text, with the mentions at its end', () => {
    expect(draw().content).toBe(
      `🔴 storefront failed at Deploy — The stack rolled back: the bucket name is taken ${ROLE}`,
    );
  });

  test('links the title to the place that shows the cause, and shows the severity as colour', () => {
    const [failure] = draw(stories.failed).embeds;
    const [fix] = draw(stories.fixed).embeds;

    expect(failure).toMatchObject({
      title: 'storefront failed at Build · production',
      url: expect.stringMatching(/^https:\/\/.*logsV2/),
    });
    expect(failure?.color).not.toBe(fix?.color);
  });

  test('allows the mentions of the occasion and no others', () => {
    expect(draw().allowed_mentions).toEqual({ parse: [], roles: ['1185000000000000007'], users: [] });
    expect(draw(stories.approval).allowed_mentions).toEqual({
      parse: ['everyone'],
      roles: [],
      users: ['1185000000000000008'],
    });
    expect(draw(stories.approval).content).toMatch(/ @here <@1185000000000000008>$/);
    expect(draw(stories.fixed).allowed_mentions).toEqual({ parse: [], roles: [], users: [] });
    expect(mentionsIn(draw(stories.fixed).content)).toEqual([]);
  });

  test('shows times in the zone of the reader', () => {
    const [embed] = draw(stories.approval).embeds;

    expect(embed?.description).toMatch(/\*\*<t:\d{10}:f>\*\*/);
    expect(embed?.timestamp).toBe(stories.approval.time);
  });

  test('shows how much is left out', () => {
    const body = channel.render(huge);

    expect(body).toMatch(/\+\d+ more commits/);
    expect(body).toMatch(/\+\d+ more details/);
  });

  test('has a plain form without embeds, which is longer and mentions the same people', () => {
    expect(plain()).toEqual({
      content:
        '🔴 storefront failed at Deploy — The stack rolled back: the bucket name is taken' +
        ` · 5f0c1a9 Charge the card once by Ada Moreno ${ROLE}`,
      embeds: [],
      allowed_mentions: draw().allowed_mentions,
    });
  });

  test('makes a post of a forum, named after the failure or after the run', () => {
    const { channel: forum } = open({ forum: true, forumTags: ['1185000000000000011'] });

    expect(draw(stories.failed, forum)).toMatchObject({
      thread_name: 'storefront failed at Build · production',
      applied_tags: ['1185000000000000011'],
    });
    expect(draw(stories.approval, forum).thread_name).toBe('storefront · run 7f6e5d4c');
    expect(draw(stories.message, forum).thread_name).toBe('Maintenance');
    expect(draw()).not.toHaveProperty('thread_name');
    expect(draw()).not.toHaveProperty('applied_tags');
  });

  test('names a post in plain text, because Discord reads no Markdown there', () => {
    const { channel: forum } = open({ forum: true });
    const failed = aNotification({ pipeline: { name: 'shop_web_*' } });

    expect(draw(failed, forum).thread_name).toContain('shop_web_*');
    expect(JSON.parse(forum.plain?.(failed) ?? '').thread_name).toBe(draw(failed, forum).thread_name);
  });
});

describe('discord escaping', () => {
  test.each([
    ['**bold** _italic_ ~~gone~~ ||spoiler||', '\\*\\*bold\\*\\* \\_italic\\_ \\~\\~gone\\~\\~ \\|\\|spoiler\\|\\|'],
    ['[click](https://evil.example)', '\\[click\\](https\\://evil.example)'],
    ['<t:0:R> <#1> </run:1>', '\\<t\\:0:R> \\<#1> \\</run:1>'],
    [':tada: at 10:15:30', '\\:tada: at 10\\:15:30'],
    ['# big\n> quote\n  - item\n12. item', '\\# big\n\\> quote\n  \\- item\n12\\. item'],
    ['`code` \\*', '\\`code\\` \\\\\\*'],
  ])('escapes %j', (text, expected) => {
    expect(escaped(text)).toBe(expected);
  });

  test.each(['@everyone', '@HERE', '<@123456789012345678>', '<@!123456789012345678>', '<@&123456789012345678>'])(
    'breaks up %s, so that a search for mentions does not find it',
    (text) => {
      expect(mentionsIn(text.toLowerCase())).toHaveLength(1);
      expect(mentionsIn(escaped(text).toLowerCase())).toEqual([]);
      expect(escaped(text).replace(/[\\\u200b]/g, '')).toBe(text);
    },
  );

  test('leaves e-mail addresses, paths and names as they are', () => {
    expect(escaped('jo@example.com at src/cart.ts:31 (#12), shop-web')).toBe(
      'jo@example.com at src/cart.ts:31 (#12), shop-web',
    );
  });

  test('cuts text so that no escape is split', () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 1, max: 60 }), (text, max) => {
        const result = escapedWithin(text.toWellFormed(), max);
        expect(result.length).toBeLessThanOrEqual(max);
        expect(/(?<!\\)(?:\\\\)*\\$/.test(result)).toBe(false);
      }),
    );
  });

  test('escapes all foreign markup', () => {
    expect(draw(hostile).embeds[0]?.description).toContain('\\<\u200b@U123> \\<#C1>');
    for (const message of [draw(hostile), plain(hostile)]) {
      expect(mentionsIn(message.content)).toEqual([ROLE]);
      for (const markdown of markdownOf(message)) expect(foreignPart(markdown.replace(ROLE, ''))).not.toMatch(MARKUP);
    }
  });

  test('keeps a log within its block of code', () => {
    const log = 'before\n```\n@everyone [x](https://evil.example)\n````js\nafter';
    const [embed] = draw(aNotification({ failures: [{ reason: 'failed', log }] })).embeds;

    expect(embed?.description?.match(/```/g)).toHaveLength(2);
  });
});

describe('discord limits', () => {
  test('fits a message in which everything is too long', () => {
    expect(discordProblems(draw(huge))).toEqual([]);
  });

  test('fits any notification, with all foreign markup escaped and nobody mentioned by it', () => {
    const { channel: forum } = open({ forum: true, mention: { failed: ['@everyone', PERSON] } });

    fc.assert(
      fc.property(anyNotification(), (notification) => {
        for (const message of [draw(notification), plain(notification), draw(notification, forum)]) {
          expect(discordProblems(message)).toEqual([]);
          const { parse, roles, users } = message.allowed_mentions;
          const own = [...roles.map((id) => `<@&${id}>`), ...users.map((id) => `<@${id}>`)];
          const foreign = mentionsIn(message.content).filter((mention) => !own.includes(mention));
          expect(foreign.length).toBe(parse.length);
          const [content = '', ...texts] = markdownOf(message);
          const words = content.replace(/(?: (?:<@&?\d+>|@everyone|@here))+$/, '');
          for (const markdown of [words, ...texts]) expect(foreignPart(markdown)).not.toMatch(MARKUP);
        }
      }),
    );
  });
});

import { notificationOf } from '../../src/samples/notification.ts';
import { markupOf, type Part, partsOf, slackProblems } from '../platforms/slack/checks.ts';
import { cardOf, teamsProblems } from '../platforms/teams/checks.ts';
import { anEvent } from '../support/lambda-events.ts';
import { openHttpRelay } from '../support/relay.ts';
import { serversOfTest } from '../support/servers.ts';
import { eventsWith, postsWith, textsOf } from './hostile.ts';

const keep = serversOfTest();

const post = async (text: string) => {
  const bench = await keep(openHttpRelay());
  const posts = await postsWith(bench, text);
  expect(bench.deadLetters()).toEqual([]);
  expect(Object.keys(posts)).toEqual(expect.arrayContaining(['slack', 'teams', 'webhook']));
  for (const sent of Object.values(posts)) expect(sent).toHaveLength(eventsWith(text).length);
  return posts;
};

/** The Slack markup in a text, without the dates that Pipebell writes itself. */
const liveMarkup = (markup: string): string[] =>
  (markup.match(/<[^>]*>?/g) ?? []).filter(
    (token) => !/^<!date\^\d+\^\{date_short_pretty\}, \{time\}\|\w+ \d+, [\d:]+ UTC>$/.test(token),
  );

/** The time of the events, which Pipebell writes as markup for Teams. */
const isOwnTime = ({ text }: Part): boolean =>
  /^\{\{DATE\((2026-03-04T09:\d\d:\d\dZ), SHORT\)\}\} \{\{TIME\(\1\)\}\}$/.test(String(text));

/** The hosts of the links of a document, without AWS's console and the commit's host. */
const hostsOf = (json: Part): string[] =>
  partsOf(json)
    .flatMap(({ url }) => (typeof url === 'string' ? [new URL(url).hostname] : []))
    .filter((host) => host !== 'github.com' && !/^([a-z0-9-]+\.)?console\.aws\.amazon\.com$/.test(host));

/** Control, formatting and tag characters, and stacks of combining marks. */
const HIDDEN = new RegExp(
  [
    '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029]',
    '[\\u00ad\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]',
    '[\\u{e0000}-\\u{e007f}]',
    '\\p{M}{5}',
  ].join('|'),
  'u',
);

describe('the searches of this file (positive controls)', () => {
  test('find markup, links and hidden characters', () => {
    expect(liveMarkup('a <!channel> and <https://evil.example|x>')).toEqual(['<!channel>', '<https://evil.example|x>']);
    expect(isOwnTime({ text: '{{DATE(2026-01-01T00:00:00Z, SHORT)}} {{TIME(2026-01-01T00:00:00Z)}}' })).toBe(false);
    expect(hostsOf({ type: 'button', url: 'https://evil.example/x' })).toEqual(['evil.example']);
    expect(HIDDEN.test('a\u200bb')).toBe(true);
  });

  test('find what exceeds the limits of a platform', () => {
    const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } };
    const card = { type: 'AdaptiveCard', msteams: {}, body: [{ type: 'TextBlock', text: 'x'.repeat(40_000) }] };

    expect(slackProblems({ text: 'x', blocks: [long] })).not.toEqual([]);
    expect(teamsProblems(JSON.stringify({ type: 'message', attachments: [{ content: card }] }))).not.toEqual([]);
  });
});

describe('foreign text with mentions and links for Slack', () => {
  test.each([
    '<!channel> <!here> <!everyone>',
    '<@U123ABC> <#C123ABC> <!subteam^S123ABC>',
    '<https://evil.example|Approve>',
    '<!date^1392734382^{date}|x>',
    '@channel @here #general',
    '&lt;!channel&gt;',
    '&amp;lt;!channel&amp;gt;',
  ])('%s is shown literally, without a mention or a link', async (text) => {
    const { slack = [] } = await post(text);

    for (const { json } of slack) {
      expect(markupOf(json).flatMap(liveMarkup)).toEqual([]);
      expect(partsOf(json).filter(({ type }) => /^(user|usergroup|broadcast|channel)$/.test(String(type)))).toEqual([]);
      expect(hostsOf(json)).toEqual([]);
      expect(json).not.toHaveProperty('link_names');
      expect(json).not.toHaveProperty('parse');
      expect(slackProblems(json)).toEqual([]);
    }
    const shown = slack.flatMap(({ json }) =>
      partsOf(json)
        .filter(({ type }) => type === 'text')
        .map((part) => part.text),
    );
    expect(shown).toContain(text);
    const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    expect(slack.some(({ json }) => String(json.text).includes(escaped))).toBe(true);
  });
});

describe('foreign text with formatting for Slack', () => {
  test.each(['`code`', '```', '``` <!here> ```', '*bold* _italic_ ~gone~', '> quoted', '• list\n> quote\n```\nblock'])(
    '%j is shown literally and formats nothing',
    async (text) => {
      const { slack = [] } = await post(text);

      for (const { json } of slack) {
        const foreign = partsOf(json).filter(
          (part) => part.type === 'mrkdwn' && liveMarkup(String(part.text)).length > 0,
        );
        expect(foreign).toEqual([]);
        const markdown = partsOf(json)
          .filter((part) => part.type === 'mrkdwn')
          .map((part) => String(part.text));
        expect(markdown.some((each) => each.replace(/<!date[^>]*>/g, '').match(/[`~>]|_italic/))).toBe(false);
        expect(slackProblems(json)).toEqual([]);
      }
      const shown = slack.flatMap(({ json }) =>
        partsOf(json)
          .filter(({ type }) => type === 'text')
          .map((part) => part.text),
      );
      expect(shown).toContain(text);
    },
  );
});

describe('foreign text with markup for Teams', () => {
  test.each([
    ['a link', '[x](https://evil.example)'],
    ['a picture', '![i](http://tracker.example/p.png)'],
    ['a mention', '<at>all</at>'],
    ['a mention with spaces and capitals', '< AT >everyone</ at >'],
    ['a date', '{{DATE(2026-01-01T00:00:00Z, SHORT)}} {{TIME(2026-01-01T00:00:00Z)}}'],
    ['HTML', '<img src="http://tracker.example/p.png"> <a href="https://evil.example">x</a>'],
    ['Markdown', '**bold** # title\n- list'],
    ['two hundred line ends', `a${'\n'.repeat(200)}b`],
    ['two hundred lines of space', `a${'\n \t'.repeat(200)}b`],
    ['the end of the JSON', '"},{"type":"Action.Submit"}'],
  ])('such as %s is plain text, without links, pictures, mentions, dates or empty lines', async (_, text) => {
    const { teams = [] } = await post(text);

    for (const { body, json } of teams) {
      expect(teamsProblems(body)).toEqual([]);
      const card = cardOf(body);
      expect(card.msteams).not.toHaveProperty('entities');
      expect(
        partsOf(json).filter(
          (part) =>
            /^(Image|TextBlock|FactSet|Action\.Submit|Action\.Execute)$/.test(String(part.type)) && !isOwnTime(part),
        ),
      ).toEqual([]);
      expect(hostsOf(json)).toEqual([]);
      for (const each of textsOf(card)) expect(each.split('\n').length).toBeLessThanOrEqual(3);
    }
  });
});

describe('text that must not be cut within a character', () => {
  const family = '👨‍👩‍👧‍👦';
  test.each([
    ['family emoji', family.repeat(300)],
    ['flags', '🇩🇪🇫🇷🇮🇹'.repeat(300)],
    ['letters with combining marks', 'é̱'.repeat(1500)],
    ['skin tones', '👍🏽'.repeat(800)],
  ])('such as %s is cut between graphemes in every document', async (_, text) => {
    const posts = await post(text);

    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const whole = new Set([...segmenter.segment(text)].map(({ segment }) => segment));
    const shown = Object.values(posts)
      .flat()
      .flatMap(({ json }) => textsOf(json))
      .flatMap((each) => [...segmenter.segment(each)].map(({ segment }) => segment))
      .filter((segment) => /[^\p{ASCII}›·…—●⚪🔴🟢🔵✋\u00a0]/u.test(segment));
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((segment) => !whole.has(segment))).toEqual([]);
  });

  test.each([
    ['lone surrogates', 'a\ud83d b \udc00 c'],
    ['NULs only', '\u0000'.repeat(4000)],
    ['noncharacters', 'a\uffff\ufffe b'],
  ])('such as %s is sent as valid JSON and well-formed Unicode', async (_, text) => {
    const posts = await post(text);

    for (const { body, json } of Object.values(posts).flat()) {
      expect(body.isWellFormed()).toBe(true);
      expect(textsOf(json).every((each) => each.isWellFormed())).toBe(true);
    }
  });
});

describe('invisible characters', () => {
  test.each([
    ['NUL', 'a\u0000b'],
    ['an escape sequence', 'a\u001b[2Jb'],
    ['a bell', 'a\u0007b'],
    ['a carriage return', 'a\r\nb'],
    ['line and paragraph separators', 'a\u2028b\u2029c'],
    ['a bidirectional override', 'a\u202egnp.exe'],
    ['bidirectional isolates', 'a\u2066b\u2069'],
    ['zero-width characters', 'a\u200b\u2060\ufeffb'],
    ['tag characters', 'a\u{e0061}\u{e007f}b'],
    ['stacked combining marks', `z${'\u0301\u0316'.repeat(50)}`],
  ])('such as %s are removed from every document', async (_, text) => {
    const posts = await post(text);

    expect(HIDDEN.test(text) || text.includes('\r')).toBe(true);
    for (const { json } of Object.values(posts).flat()) {
      expect(textsOf(json).filter((each) => HIDDEN.test(each))).toEqual([]);
    }
  });
});

describe('an event that is too long', () => {
  test.each([
    ['240 KB', 240_000],
    ['a megabyte', 1_000_000],
  ])('of %s is delivered shortened, with its id, within the limits of queue and receivers', async (_, size) => {
    const bench = await keep(openHttpRelay());
    const long = 'Far too long. '.repeat(size / 14);
    const event = anEvent();
    const { id } = await notificationOf({ text: JSON.stringify(event) }, new Date());
    const huge = {
      ...event,
      detail: { ...event.detail, 'execution-trigger': { 'commit-id': 'abc', 'commit-message': long }, more: long },
    };
    for (const platform of ['slack', 'teams', 'webhook']) bench.addTarget(platform, { platform });

    await bench.publish(huge);
    expect(bench.aws.deliveries.messages.every(({ body }) => Buffer.byteLength(body) < 32 * 1024)).toBe(true);
    await bench.relay.settle();

    expect(bench.inbox.arrivals).toHaveLength(3);
    for (const { body } of bench.inbox.arrivals) {
      expect(Buffer.byteLength(body)).toBeLessThan(24 * 1024);
      expect(body).toContain('…');
    }
    expect(JSON.parse(bench.requestsTo('webhook')[0]?.body ?? '').data.id).toBe(id);
  });

  test('in every text field stays within the limits of every receiver', async () => {
    const posts = await post('<&>"\\ 🔥 '.repeat(3000));

    for (const { json } of posts.slack ?? []) expect(slackProblems(json)).toEqual([]);
    for (const { body } of posts.teams ?? []) expect(teamsProblems(body)).toEqual([]);
    for (const { body } of posts.webhook ?? []) expect(Buffer.byteLength(body)).toBeLessThan(64 * 1024);
  });
});

import fc from 'fast-check';
import { slack } from '../../../src/platforms/slack.ts';
import { anyNotification } from '../../support/arbitraries.ts';
import { aNotification } from '../../support/factories.ts';
import { hostile, huge } from '../extremes.ts';
import { goldenMessage } from '../golden.ts';
import { occasions, stories } from '../stories.ts';
import { foreignPart, markupOf, type Part, partsOf, slackProblems } from './checks.ts';
import { slackExample } from './target.ts';

const { channel } = slack.open(slackExample.target, { allowPrivate: false });
const draw = (notification = aNotification()): Part => JSON.parse(channel.render(notification));
const plain = (notification = aNotification()): Part => JSON.parse(channel.plain?.(notification) ?? '');

describe('slack render', () => {
  test.each(occasions)('draws the %s message as reviewed', (story) => {
    expect(draw(stories[story])).toEqual(goldenMessage('slack', story));
  });

  test('has the push text as text, for lock screens and screen readers', () => {
    expect(draw().text).toBe(
      '<!subteam^S0CANARY01> 🔴 storefront failed at Deploy — The stack rolled back: the bucket name is taken',
    );
  });

  test('keeps the verdict outside the attachment, which Slack may fold', () => {
    const { blocks, attachments } = draw();
    const textsOf = (value: unknown) => partsOf(value).map(({ text }) => text);
    const folded = (attachments as Part[]).map((attachment) => attachment.blocks);

    expect(textsOf(blocks)).toContain('storefront failed at Deploy');
    expect(textsOf(folded)).toContain('The stack rolled back: the bucket name is taken');
    expect(textsOf(folded)).not.toContain('storefront failed at Deploy');
  });

  test('mentions people in the text and the blocks, only for the occasions that name them', () => {
    const calls = (message: Part) => partsOf(message.blocks).filter(({ type }) => /^(user|broadcast)/.test(`${type}`));

    expect(calls(draw())).toEqual([{ type: 'usergroup', usergroup_id: 'S0CANARY01' }]);
    expect(calls(draw(stories.approval))).toEqual([
      { type: 'broadcast', range: 'here' },
      { type: 'user', user_id: 'U0CANARY02' },
    ]);
    expect(draw(stories.approval).text).toMatch(/^<!here> <@U0CANARY02> ✋/);
    expect(calls(draw(stories.fixed))).toEqual([]);
    expect(draw(stories.fixed).text).not.toContain('<');
  });

  test('offers links rather than buttons, which Slack marks with a warning when no app answers them', () => {
    expect(partsOf(draw()).some(({ type }) => type === 'button' || type === 'actions')).toBe(false);
  });

  test('names the repository of a commit only if there are several', () => {
    const [commit] = aNotification().commits;
    const other = { id: 'b'.repeat(40), summary: 'Other', repository: 'acme-shop/prices' };

    expect(channel.render(aNotification())).not.toContain('· acme-shop/storefront');
    expect(channel.render(aNotification({ commits: commit ? [commit, other] : [] }))).toContain(
      'Other · acme-shop/prices',
    );
  });

  test('shows how much is left out', () => {
    const body = channel.render(huge);

    expect(body).toMatch(/\+\d+ more failures/);
    expect(body).toMatch(/\+\d+ more commits/);
    expect(body).toMatch(/\+\d+ more details/);
  });

  test('keeps the beginning and the end of a long log', () => {
    const log = Array.from({ length: 200 }, (_, at) => `line ${at}`).join('\n');
    const body = channel.render(aNotification({ failures: [{ reason: log }] }));

    expect(body).toContain('line 0\\n');
    expect(body).toContain('\\n…\\n');
    expect(body).toContain('line 199"');
  });

  test('has a plain form with text only, which is longer and mentions the same people', () => {
    const text = `${draw().text} · 5f0c1a9 Charge the card once by Ada Moreno`;

    expect(plain()).toEqual({ text, unfurl_links: false, unfurl_media: false, mrkdwn: false });
  });
});

describe('slack escaping', () => {
  test('escapes all foreign markup, exactly once', () => {
    for (const message of [draw(hostile), plain(hostile)]) {
      for (const markup of markupOf(message)) expect(foreignPart(markup)).not.toMatch(/[<>]/);
    }
    expect(draw(hostile).text).toContain('&lt;!channel&gt; &lt;!here&gt; &lt;@U123&gt;');
    expect(draw(hostile).text).toContain('&amp;lt;!channel&amp;gt; &amp;amp;lt;');
  });

  test('links to http and https only', () => {
    const links = partsOf(draw(hostile)).flatMap(({ url }) => (url === undefined ? [] : [String(url)]));

    expect(links).toContain('https://example.com/a%7Cb%3Ec');
    expect(links.every((link) => link.startsWith('https://'))).toBe(true);
  });

  test('shows foreign text in elements that Slack does not parse', () => {
    const mrkdwn = partsOf(draw(hostile)).filter(({ type }) => type === 'mrkdwn');

    expect(mrkdwn).toEqual([{ type: 'mrkdwn', text: expect.stringMatching(/^<!date\^\d+\^[^<>]+>$/) }]);
  });
});

describe('slack limits', () => {
  test('fits a message in which everything is too long', () => {
    expect(slackProblems(draw(huge))).toEqual([]);
  });

  test('fits any notification, with all foreign markup escaped', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        const message = draw(notification);
        expect(slackProblems(message)).toEqual([]);
        for (const markup of [...markupOf(message), ...markupOf(plain(notification))]) {
          expect(foreignPart(markup)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        }
      }),
    );
  });
});

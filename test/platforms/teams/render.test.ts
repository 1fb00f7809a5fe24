import fc from 'fast-check';
import { SEVERITIES } from '../../../src/model/notification.ts';
import { teams } from '../../../src/platforms/teams.ts';
import { anyNotification } from '../../support/arbitraries.ts';
import { aNotification } from '../../support/factories.ts';
import { hostile, huge } from '../extremes.ts';
import { goldenMessage } from '../golden.ts';
import { occasions, stories } from '../stories.ts';
import { cardOf, partsOf, teamsProblems } from './checks.ts';
import { teamsExample } from './target.ts';

const { channel } = teams.open(teamsExample.target, { allowPrivate: false });
const draw = (notification = aNotification()) => channel.render(notification);
const plain = (notification = aNotification()) => channel.plain?.(notification) ?? '';

const MENTION = {
  type: 'mention',
  text: '<at>Ada Moreno</at>',
  mentioned: { id: 'ada@example.com', name: 'Ada Moreno' },
};

describe('teams render', () => {
  test.each(occasions)('draws the %s message as reviewed', (story) => {
    const drawn = draw(stories[story]);

    expect(JSON.parse(drawn)).toEqual(goldenMessage('teams', story));
    expect(teamsProblems(drawn)).toEqual([]);
  });

  test('shows the severity in the colour behind the verdict', () => {
    const colors = SEVERITIES.map((severity) => {
      const [verdict] = cardOf(draw(aNotification({ severity }))).body as { style: string }[];
      return verdict?.style;
    });

    expect(colors).toEqual(['accent', 'good', 'emphasis', 'warning', 'attention']);
  });

  test('mentions people by an entity and a tag, only for the occasions that name them', () => {
    expect(cardOf(draw()).msteams).toEqual({ width: 'Full', entities: [MENTION] });
    expect(partsOf(cardOf(draw()).body)).toContainEqual(
      expect.objectContaining({ type: 'TextBlock', text: '<at>Ada Moreno</at>' }),
    );
    expect(cardOf(draw(stories.fixed)).msteams).toEqual({ width: 'Full' });
    expect(draw(stories.fixed)).not.toContain('<at>');
  });

  test('lets Teams show a time in the reader’s zone', () => {
    expect(draw(stories.approval)).toContain('{{DATE(2026-03-11T09:15:30Z, SHORT)}} {{TIME(2026-03-11T09:15:30Z)}}');
  });

  test('keeps the indentation of a log, which cards collapse', () => {
    expect(draw(stories.failed)).toContain('\\n\u00a0\u00a0● checkout');
  });

  test('shows how much is left out', () => {
    expect(draw(huge)).toMatch(/\+\d+ more failures/);
    expect(draw(huge)).toMatch(/\+\d+ more commits/);
    expect(draw(huge)).toMatch(/\+\d+ more details/);
  });

  test('has a plain form, a card with one paragraph that mentions the same people', () => {
    const { body, actions, msteams } = cardOf(plain());

    expect(body).toEqual([
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: expect.stringContaining('storefront failed') }] },
      { type: 'TextBlock', text: '<at>Ada Moreno</at>', wrap: true },
    ]);
    expect(actions).toBeUndefined();
    expect(msteams).toEqual({ width: 'Full', entities: [MENTION] });
  });
});

describe('teams safety and limits', () => {
  test('shows foreign markup as text, without active tags, dates, images or links', () => {
    const drawn = draw(hostile);

    expect(teamsProblems(drawn)).toEqual([]);
    expect(drawn).toContain('[x](https://evil.example) ![i](http://t/p.png) ‹at>all‹/at>');
    expect(drawn).toContain('{ {DATE(2026');
    const urls = partsOf(JSON.parse(drawn)).flatMap(({ url }) => (url ? [String(url)] : []));
    expect(urls).toContainEqual(expect.stringMatching(/^https?:/));
    expect(urls).not.toContainEqual(expect.stringMatching(/evil|javascript|data:/));
  });

  test('shortens a message that is too large for Teams, in bytes', () => {
    expect(teamsProblems(draw(huge))).toEqual([]);
    expect(teamsProblems(plain(huge))).toEqual([]);
  });

  test('fits any notification, without active foreign markup', () => {
    fc.assert(
      fc.property(anyNotification(), (notification) => {
        expect(teamsProblems(draw(notification))).toEqual([]);
        expect(teamsProblems(plain(notification))).toEqual([]);
      }),
    );
  });
});

describe('teams request', () => {
  test('sends the target’s headers, to the unchanged URL', () => {
    const request = channel.request('{}', { id: 'd_1', now: new Date(0) });

    expect(request).toEqual({
      url: teamsExample.target.url,
      headers: {
        'X-Alert-Secret': 'canaryHeaderCanary',
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Pipebell',
      },
      body: '{}',
      timeoutMs: 10_000,
    });
  });
});

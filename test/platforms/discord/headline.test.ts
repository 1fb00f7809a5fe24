import { embedMessage } from '../../../src/platforms/discord/draw.ts';
import type { Outline, Piece } from '../../../src/wording/outline.ts';

const outlineOf = (headline: readonly Piece[]): Outline => ({
  headline,
  gravity: undefined,
  sections: [[[{ text: 'the reason' }]]],
  links: [],
  facts: [],
  time: undefined,
  unavailable: undefined,
});
const embedOf = (headline: readonly Piece[]) =>
  embedMessage('text', [], 'failure', outlineOf(headline)).message.embeds[0];

const RUN = 'https://example.com/run';
const COMMIT = 'https://example.com/commit';

describe('the headline of a Discord message', () => {
  test('is the title with its link', () => {
    expect(embedOf([{ text: 'shop failed', look: 'strong', url: RUN }, { text: ' · prod' }])).toMatchObject({
      title: 'shop failed · prod',
      url: RUN,
      description: 'the reason',
    });
  });

  test('is the first line of the description if it has a second link, which a title cannot have', () => {
    const embed = embedOf([
      { text: 'Fixed after 2 h', look: 'strong', url: RUN },
      { text: ' by ' },
      { text: '61e0a7f', look: 'code', url: COMMIT },
    ]);

    expect(embed).not.toHaveProperty('title');
    expect(embed?.description).toBe(`[**Fixed after 2 h**](${RUN}) by [\`61e0a7f\`](${COMMIT})\n\nthe reason`);
  });

  test('is cut as a title, never within an escape', () => {
    expect(embedOf([{ text: '_'.repeat(300) }])?.title).toBe(`${'\\_'.repeat(127)}…`);
  });
});

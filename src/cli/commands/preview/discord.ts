import { type Token, tokensOf } from '../../../studio/draw/discord-markdown.ts';
import { isRecord } from '../../../text/json.ts';
import { type Block, type Drawn, nearestColor, type Part, partsIn, type Span, timeText } from './drawn.ts';

type Look = Omit<Span, 'text'>;

const spansOf = (tokens: readonly Token[], look: Look = {}): Span[] =>
  tokens.flatMap((token): Span[] => {
    switch (token.kind) {
      case 'bold':
        return spansOf(token.inner, { ...look, bold: true });
      case 'small':
        return [...spansOf(token.inner, { ...look, dim: true }), { text: '\n' }];
      case 'link':
        return spansOf(token.inner, { ...look, url: token.url });
      case 'time':
        return [{ ...look, text: timeText(new Date(token.seconds * 1000)) }];
      case 'mention':
        return [{ text: `@${token.text}`, mention: true }];
      case 'code':
        return [{ ...look, text: token.text, code: true }];
      default:
        return [{ ...look, text: token.text }];
    }
  });

/** The line break before a block of code is the end of the paragraph. */
const withoutLastBreak = (spans: readonly Span[]): Span[] => {
  const last = spans.at(-1);
  const text = last?.text.replace(/\n+$/, '');
  return [...spans.slice(0, -1), ...(last && text ? [{ ...last, text }] : [])];
};

/** Blocks of code stand by themselves; the text between them is one paragraph. */
const blocksOf = (markdown: unknown): Block[] => {
  const blocks: Block[] = [];
  let tokens: Token[] = [];
  const endParagraph = () => {
    const spans = withoutLastBreak(spansOf(tokens));
    if (spans.length > 0) blocks.push({ spans });
    tokens = [];
  };
  for (const token of typeof markdown === 'string' ? tokensOf(markdown) : []) {
    if (token.kind === 'block') {
      endParagraph();
      blocks.push({ code: token.text });
    } else tokens.push(token);
  }
  endParagraph();
  return blocks;
};

const footerOf = ({ footer, timestamp }: Part): Block[] => {
  const time = typeof timestamp === 'string' ? timeText(new Date(timestamp)) : undefined;
  const text = [isRecord(footer) ? footer.text : undefined, time].filter(Boolean).join('\n');
  return text ? [{ spans: [{ text, dim: true }] }] : [];
};

const titleOf = ({ title, url }: Part): Block[] =>
  typeof title === 'string'
    ? [{ spans: [{ text: title, bold: true, url: url === undefined ? url : String(url) }] }]
    : [];

/** Reads a message of Discord. */
export const readDiscord = ({ content, embeds }: Part): Drawn => {
  const [first] = partsIn(embeds);
  const head = blocksOf(content);
  return {
    push: head.flatMap((block) => ('spans' in block ? block.spans.map(({ text }) => text) : [])).join(''),
    head,
    details: partsIn(embeds).flatMap((embed) => [
      ...titleOf(embed),
      ...blocksOf(embed.description),
      ...footerOf(embed),
    ]),
    color: nearestColor(Number(first?.color ?? 0x888888)),
  };
};

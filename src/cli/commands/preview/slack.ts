import { isRecord } from '../../../text/json.ts';
import { type Block, type Drawn, nearestColor, type Part, partsIn, type Span, undrawn } from './drawn.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

const unescaped = (text: unknown): string =>
  String(text ?? '').replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

const spanOf = (part: Part): Span => {
  const { bold, code } = isRecord(part.style) ? part.style : {};
  const look = { bold: bold === true, code: code === true };
  switch (part.type) {
    case 'text':
      return { text: String(part.text), ...look };
    case 'link':
      return { text: String(part.text ?? part.url), url: String(part.url), ...look };
    case 'date':
      return { text: String(part.fallback), ...look };
    case 'user':
    case 'usergroup':
    case 'broadcast':
      return { text: `@${part.user_id ?? part.usergroup_id ?? part.range}`, mention: true };
    default:
      return undrawn(part);
  }
};

const richText = (part: Part): Block => {
  const elements = partsIn(part.elements);
  if (part.type === 'rich_text_preformatted') return { code: elements.map(({ text }) => String(text)).join('') };
  return { spans: part.type === 'rich_text_section' ? elements.map(spanOf) : [undrawn(part)] };
};

/** A date of mrkdwn has a text for clients that cannot show it: `<!date^1795789923^{time}|Nov 27, 14:32 UTC>`. */
const smallText = ({ text }: Part): string => unescaped(text).replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1');

const blocksOf = (value: unknown): Block[] =>
  partsIn(value).flatMap((part): Block[] => {
    if (part.type === 'rich_text') return partsIn(part.elements).map(richText);
    if (part.type !== 'context') return [{ spans: [undrawn(part)] }];
    return [{ spans: [{ text: partsIn(part.elements).map(smallText).join('\n'), dim: true }] }];
  });

/** Reads a message of Slack, posted by a webhook or an app. */
export const readSlack = ({ text, blocks, attachments }: Part): Drawn => ({
  push: unescaped(text),
  head: blocks === undefined ? [{ spans: [{ text: unescaped(text) }] }] : blocksOf(blocks),
  details: partsIn(attachments).flatMap((attachment) => blocksOf(attachment.blocks)),
  color: nearestColor(Number.parseInt(String(partsIn(attachments)[0]?.color ?? '#888888').slice(1), 16)),
});

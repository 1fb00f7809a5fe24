import { isRecord } from '../../../text/json.ts';
import { type BarColor, type Block, type Drawn, type Part, partsIn, type Span, timeText, undrawn } from './drawn.ts';

const STYLES: Readonly<Record<string, BarColor>> = {
  attention: 'red',
  warning: 'yellow',
  good: 'green',
  accent: 'blue',
};

/** `{{DATE(2026-11-27T14:32:05Z, SHORT)}} {{TIME(2026-11-27T14:32:05Z)}}` is one time. */
const TIME = /\{\{DATE\(([^,)]+)[^)]*\)\}\}(?: \{\{TIME\([^)]*\)\}\})?/g;

const textOf = (text: unknown): string =>
  String(text ?? '')
    .replace(TIME, (_, iso: string) => timeText(new Date(iso)))
    .replace(/<at>(.*?)<\/at>/g, '@$1');

const lookOf = ({ weight, isSubtle, fontType }: Part): Omit<Span, 'text'> => ({
  bold: weight === 'Bolder',
  dim: isSubtle === true,
  code: fontType === 'Monospace',
});

const spanOf = (part: Part): Span => {
  if (part.type !== 'TextRun') return undrawn(part);
  const { url } = isRecord(part.selectAction) ? part.selectAction : {};
  return { ...lookOf(part), text: textOf(part.text), url: typeof url === 'string' ? url : undefined };
};

/** The card's own distances between its parts. */
const isTight = ({ spacing }: Part): boolean => spacing === 'Small' || spacing === 'None';

const blockOf = (part: Part): Block[] => {
  const tight = isTight(part);
  switch (part.type) {
    case 'TextBlock':
      return [{ spans: [{ ...lookOf(part), text: textOf(part.text) }], tight }];
    case 'RichTextBlock':
      return [{ spans: partsIn(part.inlines).map(spanOf), tight }];
    case 'Container': {
      const items = partsIn(part.items);
      if (part.style !== 'emphasis') return items.flatMap(blockOf);
      return [{ code: items.flatMap((item) => partsIn(item.inlines).map(({ text }) => textOf(text))).join('\n') }];
    }
    default:
      return [{ spans: [undrawn(part)] }];
  }
};

const buttons = (actions: readonly Part[]): Block[] => {
  const spans = actions.flatMap(({ title, url }, at): Span[] => [
    ...(at > 0 ? [{ text: '  ' }] : []),
    { text: `[${title}]`, bold: true, url: String(url) },
  ]);
  return spans.length > 0 ? [{ spans }] : [];
};

/** Reads a message of Teams: the first container is the head of the card. */
export const readTeams = ({ summary, attachments }: Part): Drawn => {
  const { content } = partsIn(attachments)[0] ?? {};
  const { body, actions } = isRecord(content) ? content : {};
  const [first, ...rest] = partsIn(body);
  return {
    push: String(summary ?? ''),
    head: first ? blockOf(first) : [],
    details: [...rest.flatMap(blockOf), ...buttons(partsIn(actions))],
    color: STYLES[String(first?.style)] ?? 'gray',
  };
};

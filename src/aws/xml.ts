/** What an element contains: its text, its children by name, or a list of its `member` elements. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue };

interface Element {
  readonly name: string;
  text: string;
  readonly children: [name: string, value: XmlValue][];
}

/** Limits of ours. AWS's answers are less than ten levels deep. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 50_000;

const NAME = /^[A-Za-z][\w.-]{0,127}$/;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Decodes the five entities of XML and character references. Others are left as they are. */
const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES.get(name) ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const contentOf = ({ text, children }: Element): XmlValue => {
  if (children.length === 0) return text.trim();
  if (children.every(([name]) => name === 'member')) return children.map(([, value]) => value);
  const byName = new Map<string, XmlValue[]>();
  for (const [name, value] of children) {
    const known = byName.get(name);
    if (known) known.push(value);
    else byName.set(name, [value]);
  }
  // An element that is repeated without a list around it is a list too.
  return Object.fromEntries(
    [...byName].map(([name, [first = '', ...more]]) => [name, more.length > 0 ? [first, ...more] : first]),
  );
};

/** The end of markup that is not an element, such as a comment. -1 if it does not end. */
const endOf = (xml: string, at: number): number => {
  const kinds = [
    ['<?', '?>'],
    ['<!--', '-->'],
  ] as const;
  const [, end = ''] = kinds.find(([start]) => xml.startsWith(start, at)) ?? [];
  const found = end ? xml.indexOf(end, at) : -1;
  return found < 0 ? -1 : found + end.length;
};

const CDATA = '<![CDATA[';

/**
 * Reads the XML of an AWS answer, without attributes. It is one pass over the text, and nothing is loaded or expanded: a
 * document type is refused.
 * @returns an object with the root element, or `undefined` if the text is not such a document or too deep or too large.
 */
export const parseXml = (xml: string): { readonly [name: string]: XmlValue } | undefined => {
  const root: Element = { name: '', text: '', children: [] };
  const open: Element[] = [root];
  let elements = 0;
  let at = 0;
  for (let start = xml.indexOf('<'); start >= 0; start = xml.indexOf('<', at)) {
    const inner = open.at(-1) ?? root;
    inner.text += decode(xml.slice(at, start));
    if (xml.startsWith(CDATA, start)) {
      const end = xml.indexOf(']]>', start);
      if (end < 0) return undefined;
      inner.text += xml.slice(start + CDATA.length, end);
      at = end + 3;
      continue;
    }
    if (xml[start + 1] === '?' || xml[start + 1] === '!') {
      at = endOf(xml, start);
      if (at < 0) return undefined;
      continue;
    }
    const end = xml.indexOf('>', start);
    if (end < 0) return undefined;
    at = end + 1;
    const tag = xml.slice(start + 1, end);
    if (tag.startsWith('/')) {
      const closed = open.pop();
      const parent = open.at(-1);
      if (!closed || !parent || closed.name !== tag.slice(1).trim()) return undefined;
      parent.children.push([closed.name, contentOf(closed)]);
      continue;
    }
    const isEmpty = tag.endsWith('/');
    const [name = ''] = tag.replace(/\/$/, '').split(/\s/, 1);
    elements += 1;
    if (!NAME.test(name) || elements > MAX_ELEMENTS || open.length > MAX_DEPTH) return undefined;
    if (isEmpty) inner.children.push([name, '']);
    else open.push({ name, text: '', children: [] });
  }
  const [first, ...others] = root.children;
  const isWhole = open.length === 1 && first && others.length === 0 && `${root.text}${xml.slice(at)}`.trim() === '';
  return isWhole ? { [first[0]]: first[1] } : undefined;
};

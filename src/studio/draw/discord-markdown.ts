/** A part of text in Discord's Markdown. */
export type Token =
  | { readonly kind: 'text' | 'code' | 'block' | 'mention'; readonly text: string }
  | { readonly kind: 'bold' | 'small'; readonly inner: readonly Token[] }
  | { readonly kind: 'link'; readonly inner: readonly Token[]; readonly url: string }
  | { readonly kind: 'time'; readonly seconds: number };

type Rule = readonly [expression: RegExp, token: (match: readonly string[]) => Token];

/** The Markdown that the relay uses, in the order of precedence. Discord has more. */
const RULES: readonly Rule[] = [
  [/^```\n([\s\S]*?)\n```\n?/, ([, text = '']) => ({ kind: 'block', text })],
  [/^`([^`\n]+)`/, ([, text = '']) => ({ kind: 'code', text })],
  [/^\\([^0-9A-Za-z\s])/, ([, text = '']) => ({ kind: 'text', text })],
  [/^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/, ([, text = '']) => ({ kind: 'bold', inner: tokensOf(text) })],
  [
    /^\[((?:\\[\s\S]|`[^`\n]*`|[^\\\]`])+)\]\((https?:\/\/[^\s()]+)\)/,
    ([, text = '', url = '']) => ({ kind: 'link', inner: tokensOf(text), url }),
  ],
  [/^<t:(\d+)(?::[a-zA-Z])?>/, ([, seconds]) => ({ kind: 'time', seconds: Number(seconds) })],
  [/^(?:<@&?(\d+)>|@(everyone|here)(?!\w))/, ([, id, range]) => ({ kind: 'mention', text: id ?? range ?? '' })],
];

const SMALL: Rule = [/^-# ([^\n]+)\n?/, ([, text = '']) => ({ kind: 'small', inner: tokensOf(text) })];

/** Splits Markdown of Discord into its parts. Markdown that the relay does not use stays as text. */
export const tokensOf = (markdown: string): Token[] => {
  const tokens: Token[] = [];
  let text = '';
  let at = 0;
  while (at < markdown.length) {
    const rest = markdown.slice(at);
    const isLineStart = at === 0 || markdown[at - 1] === '\n';
    const rules = isLineStart ? [SMALL, ...RULES] : RULES;
    const found = rules
      .map(([expression, token]) => ({ match: expression.exec(rest), token }))
      .find(({ match }) => match);
    if (!found?.match) {
      text += markdown[at];
      at += 1;
      continue;
    }
    if (text) tokens.push({ kind: 'text', text });
    text = '';
    tokens.push(found.token(found.match));
    at += found.match[0].length;
  }
  return text ? [...tokens, { kind: 'text', text }] : tokens;
};

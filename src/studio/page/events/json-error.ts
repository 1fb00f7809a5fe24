/** Where a text stops being JSON. Browsers word their own errors differently, and some name no position. */
export interface JsonError {
  /** Offset of the character at which the text is not JSON; the end of the text if it breaks off. */
  readonly position: number;
  /** Such as `expected a value`. */
  readonly text: string;
}

/** What may come next. `item` and `key` follow a comma, `firstItem` and `firstKey` an opening bracket. */
type State = 'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'next' | 'end';

const TEXTS: Record<State, string> = {
  value: 'expected a value',
  firstItem: 'expected a value or ]',
  firstKey: 'expected a name in double quotes or }',
  key: 'expected a name in double quotes',
  colon: 'expected a colon after the name',
  next: 'expected a comma or the closing bracket',
  end: 'there is text after the end of the JSON',
};

const STRING = '"(?:[^"\\\\\\u0000-\\u001f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*"';
const TOKEN = new RegExp(
  `[{}[\\],:]|(${STRING})|(?:true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)`,
  'y',
);
const SPACE = /[ \t\n\r]*/y;

const matchAt = (expression: RegExp, text: string, at: number): RegExpExecArray | null => {
  expression.lastIndex = at;
  return expression.exec(text);
};

/** The state after a token; `undefined` if the token is not allowed. `open` holds the brackets that are not closed. */
const after = (state: State, token: string, isString: boolean, open: string[]): State | undefined => {
  const closed = (): State => {
    open.pop();
    return open.length > 0 ? 'next' : 'end';
  };
  const isValue = state === 'value' || state === 'firstItem';
  if (isString && (state === 'key' || state === 'firstKey')) return 'colon';
  if (token === '}' && (state === 'firstKey' || (state === 'next' && open.at(-1) === '{'))) return closed();
  if (token === ']' && (state === 'firstItem' || (state === 'next' && open.at(-1) === '['))) return closed();
  if (token === ':') return state === 'colon' ? 'value' : undefined;
  if (token === ',') return state === 'next' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
  if (!isValue || token === '}' || token === ']') return undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'firstKey' : 'firstItem';
  }
  return open.length > 0 ? 'next' : 'end';
};

/** Finds the first error of a text; `undefined` if the text is JSON. It does not recurse, so that any depth is fine. */
export const jsonErrorIn = (text: string): JsonError | undefined => {
  const open: string[] = [];
  let state: State = 'value';
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, text, at)?.[0].length ?? 0;
    if (at >= text.length) {
      return state === 'end' ? undefined : { position: text.trimEnd().length, text: TEXTS[state] };
    }
    const token = matchAt(TOKEN, text, at);
    const next: State | undefined = token ? after(state, token[0], token[1] !== undefined, open) : undefined;
    if (!token || !next) return { position: at, text: TEXTS[state] };
    state = next;
    at += token[0].length;
  }
};

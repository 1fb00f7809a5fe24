import { parseJson } from './json.ts';

/** Where and why a text is not valid JSON. Nothing of the text is quoted: it may hold a secret. */
export interface JsonFault {
  /** From 1. A column counts UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

/** What the scanner expects next: a value or a key after `[`, `{` or a comma, or what follows them. */
type Place = 'value' | 'first value' | 'next value' | 'key' | 'first key' | 'colon' | 'comma';

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING_START = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;

const CLOSING = { '{': '}', '[': ']' } as const;

const EXPECTED: Readonly<Record<Place, string>> = {
  value: 'expected a value',
  'first value': 'expected a value or ]',
  'next value': 'expected a value',
  key: 'expected a name in double quotes',
  'first key': 'expected a name in double quotes or }',
  colon: 'expected : after the name',
  comma: 'expected a comma',
};

const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

class Stop extends Error {
  readonly at: number;

  constructor(at: number, what: string) {
    super(what);
    this.at = at;
  }
}

const skipString = (text: string, at: number): number => {
  const end = endOf(STRING_START, text, at);
  const character = text[end];
  if (character === '"') return end + 1;
  if (character === undefined) throw new Stop(at, 'this string has no closing quote');
  if (character === '\\') throw new Stop(end, 'JSON has no such escape in a string');
  throw new Stop(
    end,
    /[\n\r]/.test(character) ? 'a line break inside a string' : 'a control character inside a string',
  );
};

/** Scans one JSON text. @param unique names may not be repeated in an object. @throws Stop where it is wrong. */
const scan = (text: string, { unique = false } = {}): void => {
  const open: ('{' | '[')[] = [];
  const names: Set<string>[] = [];
  let place: Place = 'value';
  let at = 0;
  for (;;) {
    const end = at;
    at = endOf(SPACE, text, at);
    const character = text[at];
    const inner = open.at(-1);
    const isDone = place === 'comma' && !inner;
    if (character === undefined) {
      if (isDone) return;
      throw new Stop(end, inner ? `the text ends before its ${CLOSING[inner]}` : 'there is no value');
    }
    if (isDone) throw new Stop(at, 'more text follows the end of the JSON');
    if (inner && character === CLOSING[inner]) {
      if (place === 'key' || place === 'next value') throw new Stop(at, `a comma before ${character}`);
      if (place !== 'comma' && !place.startsWith('first')) throw new Stop(at, EXPECTED[place]);
      open.pop();
      names.pop();
      at += 1;
      place = 'comma';
    } else if (place === 'comma') {
      if (character !== ',') throw new Stop(at, `${EXPECTED.comma} or ${inner && CLOSING[inner]}`);
      at += 1;
      place = inner === '{' ? 'key' : 'next value';
    } else if (place === 'colon') {
      if (character !== ':') throw new Stop(at, EXPECTED.colon);
      at += 1;
      place = 'value';
    } else if (place.endsWith('key')) {
      if (character !== '"') throw new Stop(at, EXPECTED[place]);
      const start = at;
      at = skipString(text, at);
      const name: string = JSON.parse(text.slice(start, at));
      if (unique && names.at(-1)?.has(name)) throw new Stop(start, 'this name occurs twice in the object');
      names.at(-1)?.add(name);
      place = 'colon';
    } else if (character === '{' || character === '[') {
      open.push(character);
      names.push(new Set());
      at += 1;
      place = character === '{' ? 'first key' : 'first value';
    } else {
      const next = character === '"' ? skipString(text, at) : endOf(SCALAR, text, at);
      if (next === at) throw new Stop(at, EXPECTED[place]);
      at = next;
      place = 'comma';
    }
  }
};

/** Finds the first place at which a text is not valid JSON. @returns `undefined` if it is valid. */
export const jsonFault = (text: string): JsonFault | undefined => firstFault(text, { unique: false });

/** Finds the first name that an object has twice, of which `JSON.parse` keeps the last one. */
export const repeatedName = (text: string): JsonFault | undefined => firstFault(text, { unique: true });

const firstFault = (text: string, options: { readonly unique: boolean }): JsonFault | undefined => {
  try {
    scan(text, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const lines = text.slice(0, error.at).split('\n');
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, what: error.message };
  }
};

/** The beginning of a text that was meant as JSON. Texts such as `[prod] Backup done` and `{prod} is up` are not. */
const JSON_START = /^\s*(?:\{\s*(?:["'}]|[\w$-]+\s*:|$)|\[\s*(?:[[{"\]]|$))/;

/** `line 3, column 14: expected a comma or }`. */
export const faultText = ({ line, column, what }: JsonFault): string => `line ${line}, column ${column}: ${what}`;

/**
 * Why a text that begins like JSON cannot be read as JSON, with the place: `line 3, column 14: expected a comma or }`.
 * @returns `undefined` for JSON that can be read, and for any other text.
 */
export const nearJsonProblem = (text: string): string | undefined => {
  if (!JSON_START.test(text)) return undefined;
  const fault = jsonFault(text);
  if (fault) return faultText(fault);
  return parseJson(text) === undefined ? 'it has too many levels' : undefined;
};

import { RESERVED_WORDS } from './reserved-words.ts';

/** A value of DynamoDB: one field, whose name is the type. */
export type AttributeValue = Readonly<
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { L: unknown[] }
  | { M: object }
>;
export type Item = Record<string, AttributeValue>;

/** The placeholders of the expressions of one request. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

const TOKEN = /\s*(?:([#:]?[A-Za-z_][\w-]*)|(<>|<=|>=|[=<>()+,-]))/y;

/** Splits a text into tokens. @throws Error for a character that belongs to none, such as that of a nested path. */
const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const [, word, mark] = TOKEN.exec(text) ?? [];
    const token = word ?? mark;
    if (token === undefined) throw new Error(`unsupported expression at ${at}: ${text}`);
    tokens.push(token);
  }
  return tokens;
};

/**
 * Reads the expressions of one request, token by token.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
 */
export class ExpressionReader {
  readonly #text: string;
  readonly #tokens: string[];
  readonly #placeholders: Placeholders;
  #next = 0;

  /** @param used receives the placeholders that the text uses. */
  constructor(text: string, placeholders: Placeholders, used: Set<string>) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#placeholders = placeholders;
    for (const token of this.#tokens) if (/^[#:]/.test(token)) used.add(token);
  }

  get isAtEnd(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** Takes the next token if it is this mark, or this word in any case. */
  takes(token: string): boolean {
    if (this.#tokens[this.#next]?.toUpperCase() !== token) return false;
    this.#next += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.takes(token)) throw this.unsupported(`${token} expected`);
  }

  takeOneOf<Token extends string>(...tokens: Token[]): Token | undefined {
    return tokens.find((token) => this.takes(token));
  }

  /** Takes an attribute's name, or its placeholder. */
  name(): string {
    const token = this.#tokens[this.#next++] ?? '';
    if (token.startsWith('#')) return this.#resolve(token, this.#placeholders.ExpressionAttributeNames);
    if (!/^[A-Za-z]\w*$/.test(token)) throw this.unsupported('an attribute name expected');
    if (this.#tokens[this.#next] === '(') throw this.unsupported(`the function ${token}`);
    if (RESERVED_WORDS.has(token.toUpperCase())) throw new Error(`reserved word: ${token}`);
    return token;
  }

  /** Takes the placeholder of a value, if the next token is one. */
  value(): AttributeValue | undefined {
    const token = this.#tokens[this.#next] ?? '';
    if (!token.startsWith(':')) return undefined;
    this.#next += 1;
    return this.#resolve(token, this.#placeholders.ExpressionAttributeValues);
  }

  unsupported(why: string): Error {
    return new Error(`unsupported expression, ${why}: ${this.#text}`);
  }

  #resolve<Value>(token: string, values: Readonly<Record<string, Value>> = {}): Value {
    const value = values[token];
    if (value === undefined) throw new Error(`undefined placeholder: ${token}`);
    return value;
  }
}

/** @throws Error if a request defines a placeholder that none of its expressions uses, as DynamoDB does. */
export const checkUsed = (placeholders: Placeholders, used: ReadonlySet<string>): void => {
  const { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = placeholders;
  for (const name of [...Object.keys(ExpressionAttributeNames), ...Object.keys(ExpressionAttributeValues)]) {
    if (!used.has(name)) throw new Error(`unused placeholder: ${name}`);
  }
};

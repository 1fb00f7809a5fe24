import type { AttributeValue, ExpressionReader, Item } from './expressions.ts';

const sum = (a: AttributeValue | undefined, b: AttributeValue | undefined, sign: 1 | -1 = 1): AttributeValue => {
  if (!a || !b || !('N' in a && 'N' in b)) throw new Error('only numbers can be added');
  return { N: String(Number(a.N) + sign * Number(b.N)) };
};

/**
 * Applies an update: `SET` with values, attributes, `if_not_exists`, `+` and `-`, `ADD` for numbers and string sets, and
 * `REMOVE`. All parts see the item as it was before.
 * @param names gets the names of the attributes that the update is about, whether or not it changes their values.
 * @returns the new item; the given one is not changed.
 * @throws Error for anything else, and for an update of the key.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export const update = (item: Item, reader: ExpressionReader, names: Set<string>): Item => {
  const changed: Item = { ...item };
  const name = (): string => {
    const found = reader.name();
    if (found === 'id') throw new Error('the key cannot be updated');
    if (names.has(found)) throw new Error(`two parts change ${found}`);
    names.add(found);
    return found;
  };
  const existing = (found: string): AttributeValue => {
    const value = item[found];
    if (!value) throw new Error(`the item has no attribute ${found}`);
    return value;
  };
  const operand = (): AttributeValue => {
    if (!reader.takes('IF_NOT_EXISTS')) return reader.value() ?? existing(reader.name());
    reader.expect('(');
    const found = item[reader.name()];
    reader.expect(',');
    const fallback = reader.value() ?? reader.name();
    reader.expect(')');
    return found ?? (typeof fallback === 'string' ? existing(fallback) : fallback);
  };
  const set = (): void => {
    const found = name();
    reader.expect('=');
    const left = operand();
    const operator = reader.takeOneOf('+', '-');
    changed[found] = operator ? sum(left, operand(), operator === '+' ? 1 : -1) : left;
  };
  const add = (): void => {
    const found = name();
    const value = reader.value();
    if (!value) throw reader.unsupported('a value expected');
    const before = item[found];
    if ('N' in value) changed[found] = sum(before ?? { N: '0' }, value);
    else if ('SS' in value && (before === undefined || 'SS' in before)) {
      changed[found] = { SS: [...new Set([...(before?.SS ?? []), ...value.SS])] };
    } else throw new Error('ADD takes a number or a string set');
  };
  const remove = (): void => {
    delete changed[name()];
  };

  const clauses = { SET: set, ADD: add, REMOVE: remove };
  const seen = new Set<string>();
  while (!reader.isAtEnd) {
    const clause = reader.takeOneOf('SET', 'ADD', 'REMOVE');
    if (!clause || seen.has(clause)) throw reader.unsupported('SET, ADD or REMOVE expected, each once');
    seen.add(clause);
    do clauses[clause]();
    while (reader.takes(','));
  }
  if (seen.size === 0) throw reader.unsupported('the update is empty');
  return changed;
};

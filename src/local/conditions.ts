import type { AttributeValue, ExpressionReader, Item } from './expressions.ts';

const numberOf = (value: AttributeValue): number | undefined => ('N' in value ? Number(value.N) : undefined);

/** A form in which equal values are equal texts: numbers by value, sets without order. */
const canonical = (value: AttributeValue | undefined): string => {
  if (value && 'N' in value) return `N${Number(value.N)}`;
  if (value && 'SS' in value) return JSON.stringify({ SS: [...value.SS].sort() });
  return JSON.stringify(value);
};

const compare = (operator: string, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean => {
  if (operator === '=') return left !== undefined && canonical(left) === canonical(right);
  if (operator === '<>') return canonical(left) !== canonical(right);
  if (!left || !right) return false;
  const pair = 'S' in left && 'S' in right ? [left.S, right.S] : [numberOf(left), numberOf(right)];
  const [a, b] = pair;
  if (a === undefined || b === undefined) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
};

/**
 * Evaluates a condition: comparisons of attributes and values, `attribute_exists`, `attribute_not_exists`, NOT, AND, OR
 * and parentheses.
 * @throws Error for anything else.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export const isFulfilled = (item: Item | undefined, reader: ExpressionReader): boolean => {
  const attribute = (): AttributeValue | undefined => {
    const name = reader.name();
    return item?.[name];
  };
  const operand = (): AttributeValue | undefined => reader.value() ?? attribute();
  const exists = (): boolean => {
    reader.expect('(');
    const found = attribute() !== undefined;
    reader.expect(')');
    return found;
  };
  const atom = (): boolean => {
    if (reader.takes('(')) {
      const result = either();
      reader.expect(')');
      return result;
    }
    if (reader.takes('ATTRIBUTE_EXISTS')) return exists();
    if (reader.takes('ATTRIBUTE_NOT_EXISTS')) return !exists();
    const left = operand();
    const operator = reader.takeOneOf('=', '<>', '<=', '>=', '<', '>');
    if (!operator) throw reader.unsupported('a comparison expected');
    return compare(operator, left, operand());
  };
  const not = (): boolean => (reader.takes('NOT') ? !not() : atom());
  // Both sides are always read: the text is checked whatever the item holds.
  const both = (): boolean => {
    let result = not();
    while (reader.takes('AND')) result = not() && result;
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (reader.takes('OR')) result = both() || result;
    return result;
  };
  const result = either();
  if (!reader.isAtEnd) throw reader.unsupported('a condition expected');
  return result;
};

import fc from 'fast-check';
import { faultText, jsonFault, nearJsonProblem, repeatedName } from '../../src/text/json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const faultOf = (text: string): string | undefined => {
  const fault = jsonFault(text);
  return fault && faultText(fault);
};

describe('jsonFault', () => {
  test.each([
    ['{"source": "aws.ecs"', 'line 1, column 21: the text ends before its }'],
    ['{"a": [1, 2', 'line 1, column 12: the text ends before its ]'],
    ['{"a": "b', 'line 1, column 7: this string has no closing quote'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: expected a comma or }'],
    ['{"a": 1,}', 'line 1, column 9: a comma before }'],
    ['[1,\n]', 'line 2, column 1: a comma before ]'],
    ['[1 2]', 'line 1, column 4: expected a comma or ]'],
    ["{'a': 1}", 'line 1, column 2: expected a name in double quotes or }'],
    ['{"a": 1, b: 2}', 'line 1, column 10: expected a name in double quotes'],
    ['{"a" 1}', 'line 1, column 6: expected : after the name'],
    ['{"a":}', 'line 1, column 6: expected a value'],
    ['{"a": None}', 'line 1, column 7: expected a value'],
    ['[}', 'line 1, column 2: expected a value or ]'],
    ['{"a": "x\ny"}', 'line 1, column 9: a line break inside a string'],
    ['{"a": "x\ty"}', 'line 1, column 9: a control character inside a string'],
    ['{"a": "\\x41"}', 'line 1, column 8: JSON has no such escape in a string'],
    ['{"a": 1}\n{"a": 2}', 'line 2, column 1: more text follows the end of the JSON'],
    ['{"a": 01}', 'line 1, column 8: expected a comma or }'],
    ['{"a": [1,\n ', 'line 1, column 10: the text ends before its ]'],
    ['', 'line 1, column 1: there is no value'],
  ])('names the place and the fault of %j', (text, expected) => {
    expect(faultOf(text)).toBe(expected);
  });

  test('finds a fault exactly where JSON.parse does not accept the text', () => {
    const edited = fc
      .tuple(
        fc.json({ stringUnit: 'binary' }),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', '\\', '\n', '0', ' ', '.', '-'),
      )
      .map(([text, seed, character]) => {
        const at = seed % (text.length + 1);
        return text.slice(0, at) + character + text.slice(at + (seed % 2));
      });

    fc.assert(
      fc.property(edited, (text) => (jsonFault(text) === undefined) === isJson(text)),
      { numRuns: 2000 },
    );
  });

  test('scans many levels without recursion', () => {
    const levels = 100_000;

    expect(jsonFault('['.repeat(levels) + ']'.repeat(levels))).toBeUndefined();
    expect(jsonFault('['.repeat(levels))?.column).toBe(levels + 1);
  });
});

describe('repeatedName', () => {
  test('finds the second place of a name in one object, also of one that is written with an escape', () => {
    expect(repeatedName('{"a": 1,\n "a": 2}')).toMatchObject({
      line: 2,
      column: 2,
      what: expect.stringContaining('twice'),
    });
    expect(repeatedName('[{"b": {"a": 1, "\\u0061": 2}}]')).toMatchObject({ column: 17 });
  });

  test.each(['{"a": {"a": 1}, "b": {"a": 1}}', '[{"a": 1}, {"a": 1}]', '{"a": 1, "A": 2}', '{"__proto__": 1}', '"a"'])(
    'finds none in %j',
    (text) => {
      expect(repeatedName(text)).toBeUndefined();
    },
  );
});

describe('nearJsonProblem', () => {
  test('names the place, or that there are too many levels', () => {
    expect(nearJsonProblem('{"a": 1')).toBe('line 1, column 8: the text ends before its }');
    expect(nearJsonProblem('['.repeat(300) + ']'.repeat(300))).toBe('it has too many levels');
  });

  test.each(['{"a": 1', '[{"a": 1}', '[\n  {', "{'a': 1}", '{source: "aws.ecs"}', '{', ' \n{"a"'])(
    'finds the fault of %j, which was meant as JSON',
    (text) => {
      expect(nearJsonProblem(text)).toBeDefined();
    },
  );

  test.each(['{"a": 1}', '[prod] Backup done', '{prod} is up', 'Backup {"a": 1', '"quoted', '42 alarms', ''])(
    'finds no fault in %j',
    (text) => {
      expect(nearJsonProblem(text)).toBeUndefined();
    },
  );
});

import fc from 'fast-check';
import { fewLines, lastLines, withoutLines } from '../../src/wording/excerpt.ts';
import { more } from '../../src/wording/phrases.ts';
import { anyText } from '../support/arbitraries.ts';

const lines = (count: number) => Array.from({ length: count }, (_, n) => `${n + 1}`).join('\n');
const room = { lines: 4, chars: 100, lineChars: 20 };

test('text with too many lines keeps its first and last lines', () => {
  expect(fewLines(lines(4), 4)).toBe('1\n2\n3\n4');
  expect(fewLines(lines(9), 6)).toBe('1\n2\n…\n7\n8\n9');
  expect(fewLines(lines(9), 2)).toBe('…\n9');
  expect(fewLines('a\n\n \nb', 2)).toBe('a\nb');
});

describe('the last lines of a log', () => {
  test('are a whole short log, with its indentation and without its empty lines', () => {
    expect(lastLines('FAIL x\n\n  at y\n', room)).toBe('FAIL x\n  at y');
    expect(lastLines('', room)).toBe('');
  });

  test('begin with … if earlier lines are left out', () => {
    expect(lastLines(lines(9), room)).toBe('…\n6\n7\n8\n9');
    expect(lastLines(`${'x'.repeat(90)}\n${lines(3)}`, room)).toBe(`${'x'.repeat(19)}…\n1\n2\n3`);
    expect(lastLines('twelve chars\n'.repeat(4), { ...room, chars: 30 })).toBe('…\ntwelve chars\ntwelve chars');
  });

  test('are clean', () => {
    expect(lastLines('\u001b[31mred\u001b[0m\r\n\u202eok', room)).toBe('red\nok');
  });

  test('fit for any log', () => {
    fc.assert(
      fc.property(anyText(), (log) => {
        const shown = lastLines(log, room);
        expect(shown.split('\n').length).toBeLessThanOrEqual(room.lines + 1);
        expect(shown.length).toBeLessThanOrEqual(room.chars + 1);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });
});

test('a log loses the lines that only repeat a text', () => {
  expect(withoutLines('a\n  b c\n\nb c d', ['x\nb c'])).toBe('a\n\nb c d');
});

test('the omitted entries are counted', () => {
  expect(more(2, 'commit')).toBe('+2 more commits');
  expect(more(1, 'commit')).toBe('+1 more commit');
  expect(more(0, 'commit')).toBeUndefined();
  expect(more(-2, 'commit')).toBeUndefined();
});

import { PassThrough } from 'node:stream';
import stringWidth from 'string-width';
import { writeRows } from '../../../src/cli/terminal/table.ts';

const linesOf = (rows: readonly (readonly string[])[]): string[] => {
  const stdout = new PassThrough();
  writeRows(['PIPELINE', 'REASON', 'AGE'], rows, stdout);
  return String(stdout.read()).trimEnd().split('\n');
};

/** The display width of the text before a word. */
const columnOf = (line: string | undefined, word: string): number =>
  stringWidth(line?.slice(0, line.indexOf(word)) ?? '');

describe('a table', () => {
  test.each([
    ['Hangul', '결제-파이프라인'],
    ['emoji', '🚀 release 👩‍💻'],
    ['combining characters', 'cafe\u0301'],
    ['ASCII', 'web'],
  ])('aligns the columns after %s', (_, name) => {
    const [header, ...rows] = linesOf([
      [name, 'gone', '1 h'],
      ['shop-production', 'exhausted', '2 h'],
    ]);

    const columns = rows.map((line, at) => columnOf(line, at === 0 ? 'gone' : 'exhausted'));

    expect(new Set([columnOf(header, 'REASON'), ...columns]).size).toBe(1);
    expect(new Set([columnOf(header, 'AGE'), ...rows.map((line) => columnOf(line, ' h') - 1)]).size).toBe(1);
  });

  test('leaves no space at the end of a line', () => {
    expect(linesOf([['web', 'gone', '']])[1]).toBe('web       gone');
  });
});

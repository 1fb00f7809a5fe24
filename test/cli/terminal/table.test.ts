import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
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

  test('aligns the columns of a narrow terminal after a name that cannot be wrapped', () => {
    const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 40 });
    const reason = 'the receiver is temporarily unavailable';
    writeRows(
      ['PIPELINE', 'REASON', 'AGE'],
      [
        ['shop-releases', reason, '1 h'],
        ['web', reason, '2 h'],
      ],
      stdout,
    );

    const lines = stripVTControlCharacters(String(stdout.read())).trimEnd().split('\n');

    const columns = lines.flatMap((line) =>
      /REASON|the receiver/.test(line) ? columnOf(line, line.match(/REASON|the/)?.[0] ?? '') : [],
    );
    expect(lines.length).toBeGreaterThan(3);
    expect(columns).toEqual([15, 15, 15]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  test('leaves no space at the end of a line', () => {
    expect(linesOf([['web', 'gone', '']])[1]).toBe('web       gone');
  });
});

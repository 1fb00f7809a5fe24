import fc from 'fast-check';
import {
  candidatesFor,
  DETECTORS,
  gateText,
  MAX_WORD_CHARS,
  mayStart,
} from '../../../../src/events/shared/log/detectors.ts';
import {
  limited,
  MAX_FIRST_STARTS,
  MAX_HEADLINE_CHARS,
  MAX_LAST_STARTS,
  newsOf,
} from '../../../../src/events/shared/log/news.ts';
import { MAX_CHARS, MAX_LINES, readLines } from '../../../../src/events/shared/log/prepare.ts';
import { anyText } from '../../../support/arbitraries.ts';
import { logReports } from './reports.ts';
import { logSamples } from './samples.ts';

const sampleLines = logSamples().flatMap(({ log }) => log.split('\n'));

/** Lines of all tools in any order, cut anywhere, and any text. */
const anyLine = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...sampleLines) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...sampleLines), fc.nat(80)).map(([line, at]) => line.slice(0, at)),
  },
  { weight: 2, arbitrary: anyText() },
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

describe('the bounds of the news of a log', () => {
  test('hold for lines of all tools in any order', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 120 }), (messages) => {
        const { headline = '', excerpt = '' } = newsOf(messages);

        expect(headline.length).toBeLessThanOrEqual(MAX_HEADLINE_CHARS);
        expect(headline).not.toMatch(/\n/);
        expect(headline).not.toMatch(CONTROLS);
        expect(excerpt).not.toMatch(CONTROLS);
        expect(excerpt.split('\n').length).toBeLessThanOrEqual(12);
        expect(excerpt.length).toBeLessThanOrEqual(1500);
        expect(`${headline}${excerpt}`.isWellFormed()).toBe(true);
      }),
    );
  });

  test('do not depend on how the lines are divided into messages', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...sampleLines), { maxLength: 60 }), (lines) => {
        const log = lines.filter((line) => !line.includes('\\r'));

        expect(newsOf(log)).toEqual(newsOf([log.join('\n')]));
      }),
    );
  });

  test('are the end of the log, however long it is', () => {
    const lines = readLines([`${'x'.repeat(999)}\n`.repeat(3000)]);

    expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(MAX_CHARS);
    expect(readLines(Array<string>(MAX_LINES + 5).fill('a'))).toHaveLength(MAX_LINES);
    expect(newsOf([`${'quiet\n'.repeat(20_000)}Error: oven is cold`]).headline).toBe('oven is cold');
    expect(newsOf([`Error: oven is cold\n${'quiet\n'.repeat(20_000)}`]).headline).toBeUndefined();
  });

  test('cut a line that is longer than the news', () => {
    expect(newsOf([`Error: ${'oven '.repeat(500_000)}`]).headline).toHaveLength(MAX_HEADLINE_CHARS);
  });
});

/** Lines that count how often they are read. */
const counting = (lines: readonly string[]): { lines: readonly string[]; reads: () => number } => {
  let reads = 0;
  const proxy = new Proxy(lines, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
      return Reflect.get(target, key);
    },
  });
  return { lines: proxy, reads: () => reads };
};

describe('the work of a detector', () => {
  const all = Array.from({ length: 5 }, () => sampleLines).flat();

  test('is bounded: it reads no more than 1,000 lines around an error, however long the log is', () => {
    let found = 0;
    for (const { starts, find } of DETECTORS) {
      const at = all.findIndex((line, index) => index > 2000 && starts.test(line));
      const match = at < 0 ? null : starts.exec(all[at] ?? '');
      if (!match) continue;
      const { lines, reads } = counting(all);
      if (find(lines, at, match)) found++;

      expect({ starts: String(starts), tooMany: reads() > 1000 }).toEqual({ starts: String(starts), tooMany: false });
    }
    expect(found).toBeGreaterThan(80);
  });

  test('begins at every line that a detector knows: the common pattern passes over no start', () => {
    const starts = sampleLines.filter((line) => DETECTORS.some((detector) => detector.starts.test(line)));

    expect(starts.length).toBeGreaterThan(200);
    expect(starts.filter((line) => !mayStart(line))).toEqual([]);
    expect(mayStart('compiling unit 12 of 300')).toBe(false);
  });

  test('is left out where another tool wrote the line, and no detector that matches is left out', () => {
    const lines = [...sampleLines, ...logReports().flatMap(({ log }) => log.split('\n'))];
    const asked = lines.map((line) => candidatesFor(line));
    const matching = lines.map((line) => DETECTORS.flatMap(({ starts }, at) => (starts.test(line) ? [at] : [])));
    const missed = lines.filter((_, at) => matching[at]?.some((index) => !asked[at]?.includes(index)));
    const calls = asked.reduce((sum, { length }) => sum + length, 0);

    expect(missed).toEqual([]);
    expect(matching.flat().length).toBeGreaterThan(500);
    // Of some 190 detectors, less than five are asked about a line of these logs, which consist of errors mostly.
    expect(DETECTORS.length).toBeGreaterThan(150);
    expect(calls / lines.length).toBeLessThan(5);
  });

  test.each(['a', '@', '1', '.', '/', '│', '😀', 'a:', '\\"', '\u0301'])(
    'is small for a line that only repeats %j: patterns read no long word',
    (piece) => {
      const line = piece.repeat(1000 / piece.length);

      expect(line.length).toBe(1000);
      expect(gateText(line).length).toBeLessThanOrEqual(MAX_WORD_CHARS);
      expect(candidatesFor(line)).toEqual([]);
    },
  );

  test('keeps the start and the end of a long word, which patterns look for', () => {
    const line = `src/${'deep/'.repeat(60)}cart.ts(14,22): error TS2339: no total`;

    expect(line.length).toBeGreaterThan(300);
    expect(newsOf([line]).headline).toMatch(/^no total \(src\/deep/);
  });

  test('leaves out the middle of very many lines that look like errors, and reads both ends', () => {
    const starts = Array.from({ length: 5000 }, (_, at) => at);

    expect(limited(starts)).toHaveLength(MAX_FIRST_STARTS + MAX_LAST_STARTS);
    expect([limited(starts)[0], limited(starts).at(-1)]).toEqual([0, 4999]);
    expect(limited(starts.slice(0, 2000))).toHaveLength(2000);
    const spam = Array<string>(4000).fill('Error: oven is cold');
    expect(newsOf([...spam, 'FAILED tests/test_oven.py::test_heat - assert 20 == 180']).headline).toBe(
      'tests/test_oven.py::test_heat: assert 20 == 180',
    );
  });

  test('does not grow with the number of tracebacks that follow each other', () => {
    const chain = Array.from({ length: 1000 }, () => 'Traceback (most recent call last):\nValueError: z').flatMap(
      (text) => text.split('\n'),
    );
    const index = DETECTORS.findIndex(({ starts }) => starts.test(chain[0] ?? ''));
    const { starts, find } = DETECTORS[index] ?? {};
    const { lines, reads } = counting(chain);
    const match = starts?.exec(chain[0] ?? '');
    if (match) find?.(lines, 0, match);

    expect(reads()).toBeGreaterThan(10);
    expect(reads()).toBeLessThan(1000);
  });
});

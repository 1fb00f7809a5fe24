import fc from 'fast-check';
import { DETECTORS, mayStart } from '../../../../src/events/shared/log/detectors.ts';
import { MAX_HEADLINE_CHARS, newsOf } from '../../../../src/events/shared/log/news.ts';
import { MAX_CHARS, MAX_LINES, readLines } from '../../../../src/events/shared/log/prepare.ts';
import { anyText } from '../../../support/arbitraries.ts';
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
});

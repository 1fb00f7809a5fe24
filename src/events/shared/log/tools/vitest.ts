import { expectation } from '../expectation.ts';
import { type Detector, endOf, joined, nextText, RANK, rule, said } from '../finding.ts';
import { messageOf } from './jest.ts';

const HEADER =
  /^\s*FAIL\s+(?:\|[^|]{1,60}\|\s+|(?:[\w@./-]{1,40} (?:\([\w ]{1,30}\) )?)\s*(?=\S+\.[cm]?[jt]sx?))?(\S+\.[cm]?[jt]sx?)(?: > (\S.*)| \[ \S+ \])$/;
const STOP = /^\s*(?:FAIL |⎯⎯|Test Files |Tests {2})|⎯\[\d+\/\d+\]⎯/;
const ASSERTION = /^(?:AssertionError|Error): /;

/** Vitest's sentence already names both values; only shortened ones are read from the lines below. */
const sentence = (lines: readonly string[], from: number, to: number): string | undefined => {
  const at = nextText(lines, from, to - from);
  const first = (lines[at] ?? '').trim().replace(/ \/\/ (?:Object\.is equality|\w[\w ]*)$/, '');
  if (/^Error: Snapshot /.test(first)) {
    const values = expectation(lines, at + 1, endOf(lines, at + 1, /^\s*❯ /, to - at - 1));
    return values ? `${first.replace(ASSERTION, '')}: ${values}` : first.replace(ASSERTION, '');
  }
  if (!ASSERTION.test(first)) return messageOf(lines, from, to);
  if (!first.includes('…')) return first.replace(ASSERTION, '');
  return expectation(lines, at + 1, endOf(lines, at + 1, /^\s*❯ /, to - at - 1)) ?? first.replace(ASSERTION, '');
};

export const vitest: readonly Detector[] = [
  {
    starts: HEADER,
    find(lines, at, [, file, path]) {
      // Several tests that failed with one error stand above it.
      let from = at + 1;
      while (from < at + 20 && HEADER.test(lines[from] ?? '')) from++;
      const to = endOf(lines, from, STOP);
      const message = sentence(lines, from, to);
      const name = path ? joined(path.split(' > ')) : file;
      return { headline: said(name, message), tool: 'vitest', rank: path ? RANK.test : RANK.suite, at, to: to - 1 };
    },
  },
  // The tree of names, where the log does not contain the block of the test.
  {
    starts: /^\s+× (\S.*)$/,
    find(lines, at, [, path = '']) {
      // Other tools draw such lines too.
      if (!/ \d+ ?ms$/.test(path) && !/^\s+→ /.test(lines[at + 1] ?? '')) return undefined;
      const message = /^\s+→ (.*)$/.exec(lines[at + 1] ?? '')?.[1]?.replace(/ \/\/ Object\.is equality$/, '');
      const name = joined(path.replace(/ \d+ ?ms$/, '').split(' > '));
      return { headline: said(name, message), tool: 'vitest', rank: RANK.suite - 2, at, to: at + 1 };
    },
  },
  {
    starts: /^⎯+ (?:Unhandled (?:Errors?|Rejection|Error|Source Error)|Startup Error|Uncaught Exception) ⎯+$/i,
    find(lines, at) {
      const first = nextText(lines, at + 1, 4);
      if (first < 0 || /^Vitest caught /.test(lines[first] ?? '')) return undefined;
      const message = messageOf(lines, first, endOf(lines, first, STOP));
      return message ? { headline: message, tool: 'vitest', rank: RANK.suite, at, to: first + 6 } : undefined;
    },
  },
  rule('vitest', RANK.tool, /^ERROR: (Coverage for .* does not meet .*)$/),
  rule('vitest', RANK.tool, /^No test files found, exiting with code 1/),
];

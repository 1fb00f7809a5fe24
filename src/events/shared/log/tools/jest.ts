import { expectation } from '../expectation.ts';
import {
  type Detector,
  endOf,
  type Finding,
  joined,
  lastMatch,
  nextMatch,
  nextText,
  RANK,
  rule,
  said,
} from '../finding.ts';

const NEXT_HEADER = /^\s*(?:● |FAIL |PASS |Test Suites:|Summary of all failing tests|Snapshot Summary)/;
const CODE = /^\s*(?:>?\s*\d+ \||at \S.*[:)]|❯ )/;
const MATCHER = /^\s*(?:Error: )?expect\(.*?\)((?:\.\w+)+)\(/;

/** `to be truthy` of a line such as `expect(received).toBeTruthy()`. */
const matcherWords = (line: string): string | undefined => {
  const chain = MATCHER.exec(line)?.[1]
    ?.split('.')
    .filter((word) => word && word !== 'resolves' && word !== 'rejects');
  return chain?.map((word) => word.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(' ');
};

/** The message of an assertion or an exception that begins at or after `from` and ends before `to`. */
export const messageOf = (lines: readonly string[], from: number, to: number): string | undefined => {
  const at = nextText(lines, from, to - from);
  if (at < 0) return undefined;
  const first = (lines[at] ?? '').trim();
  const end = endOf(lines, at, CODE, to - at);
  const words = matcherWords(first);
  if (words !== undefined) {
    const values = expectation(lines, at + 1, end);
    if (values && /snapshot/.test(words)) return `snapshot does not match: ${values}`;
    if (values?.startsWith('expected ')) return values;
    const more = nextText(lines, at + 1, end - at - 1);
    if (!values) return more < 0 ? first : (lines[more] ?? '').trim();
    return `expected ${words}, ${values}`;
  }
  if (/^expect\.\w+\(/.test(first)) return (lines[nextText(lines, at + 1, end - at - 1)] ?? first).trim();
  const thrown = /^thrown: ["'`]?(.*?)["'`]?$/.exec(first)?.[1];
  if (thrown) return thrown;
  const message = first.replace(/^(?:AssertionError(?: \[ERR_ASSERTION\])?|Error|JestAssertionError): (?=\S)/, '');
  // The values of an assertion of Node stand below a sentence that ends with a colon.
  if (/[:.]$/.test(message) && /^(?:Expected|The expression|Input)\b/.test(message)) {
    const values = expectation(lines, at + 1, end) ?? comparison(lines, at + 1, end);
    if (values) return values;
  }
  // The sentence continues below, where a line ends with a colon.
  let whole = message;
  for (let next = at; /:$/.test(whole) && whole.length < 200; ) {
    next = nextText(lines, next + 1, end - next - 1);
    if (next < 0) break;
    whole = `${whole} ${(lines[next] ?? '').trim()}`;
  }
  return whole;
};

/** `1 !== 2`, as Node prints received and expected. */
const comparison = (lines: readonly string[], from: number, to: number): string | undefined => {
  const found = nextMatch(lines, from, /^\s*(\S.{0,200}?) !==? (\S.*)$/, { max: to - from });
  return found && `expected ${found.match[2]}, received ${found.match[1]}`;
};

const NO_TEST = /^(?:Console|Cannot log after|Deprecation Warning|Multiple configurations)/;

/** A block of Jest: `● suite › test`, an empty line, the message, the code and the stack. */
const block = (lines: readonly string[], at: number, name: string): Finding | undefined => {
  if (NO_TEST.test(name)) return undefined;
  const to = endOf(lines, at + 1, NEXT_HEADER);
  const message = messageOf(lines, at + 1, to);
  if (/^(?:Test suite failed to run|Validation Error:?)$/.test(name)) {
    const file = lastMatch(lines, at, /^\s*FAIL\s+(?:\S+ )??(\S+\.\w+)/, 4)?.[1];
    return message ? { headline: said(file, message), tool: 'jest', rank: RANK.suite, at, to: to - 1 } : undefined;
  }
  // A list of names without messages, as in a watch plug-in or a summary of skipped tests.
  if (!message) return undefined;
  return { headline: said(name, message), tool: 'jest', rank: RANK.test, at, to: to - 1 };
};

const SPENT = / \(\d[\d.,]* ?m?s\)$/;

/** The path of a test in a tree of names, by indent. */
const treePath = (lines: readonly string[], at: number, own: string): string => {
  const parts = [own];
  let indent = /^\s*/.exec(lines[at] ?? '')?.[0].length ?? 0;
  for (let up = at - 1; up >= Math.max(0, at - 40) && indent > 2; up--) {
    const line = lines[up] ?? '';
    const width = line.search(/\S/);
    if (width < 0 || width >= indent) continue;
    if (width < 2) break;
    indent = width;
    parts.unshift(line.trim());
  }
  return joined(parts);
};

export const jest: readonly Detector[] = [
  { starts: /^\s{0,6}● (\S.*)$/, find: (lines, at, [, name = '']) => block(lines, at, name) },
  // Only where the log does not contain the block of the test.
  {
    starts: /^\s+✕ (\S.*)$/,
    find: (lines, at, [, name = '']) => ({
      headline: treePath(lines, at, name.replace(SPENT, '')),
      tool: 'jest',
      rank: RANK.suite - 2,
      at,
    }),
  },
  rule(
    'jest',
    RANK.suite - 4,
    /^\s?FAIL\s+(?:\S+ )?([\w./@-]+\.[cm]?[jt]sx?)\b(?!.* > )/,
    ([, file]) => `${file} failed`,
  ),
  rule('jest', RANK.tool, /^Jest: ("?\w.*coverage threshold for .*)$/),
  rule('jest', RANK.tool, /^No tests found, exiting with code 1/),
  rule(
    'jest',
    RANK.tool,
    /^\s*(Jest worker encountered \d+ child process exceptions.*|A jest worker process .*was terminated.*)/,
  ),
];

/** Playwright numbers its failures: `1) [chromium] › cart.spec.ts:12:5 › cart › adds items ───`. */
export const playwright: readonly Detector[] = [
  {
    starts: /^\s+\d+\) (?:\[[\w -]+\] › )?\S+\.[cm]?[jt]sx?:\d+:\d+ › (\S.*)$/,
    find(lines, at, [, path = '']) {
      const to = endOf(lines, at + 1, /^\s+\d+\) (?:\[[\w -]+\] › )?\S+:\d+:\d+ › |^\s+\d+ (?:failed|passed|flaky)\b/);
      const name = path.replace(/[ ─]+$/, '').replace(/ @[\w-]+(?= |$)/g, '');
      const first = nextText(lines, at + 1, 4);
      const message = first < 0 ? undefined : playwrightMessage(lines, first, to);
      return { headline: said(name, message), tool: 'playwright', rank: RANK.test, at, to: to - 1 };
    },
  },
];

const playwrightMessage = (lines: readonly string[], from: number, to: number): string | undefined => {
  const first = (lines[from] ?? '').trim();
  if (/^Test timeout of/.test(first)) {
    const cause = nextMatch(lines, from + 1, /^\s+Error: (\S.*)$/, { max: Math.min(6, to - from) })?.match[1];
    return cause ? `${first} ${cause}` : first;
  }
  if (/^Error: Timed out \d+ms waiting for expect|^Error: expect\(/.test(first)) {
    const values = expectation(lines, from + 1, endOf(lines, from, CODE, to - from));
    return values ?? messageOf(lines, from, to);
  }
  return messageOf(lines, from, to);
};

/** Bun prints the error before the name. */
export const bun: readonly Detector[] = [
  {
    starts: /^(?:\(fail\)|✗) (\S.*)$/,
    find(lines, at, [, path = '']) {
      const name = joined(path.replace(/ \[\d[\d.]*m?s\]$/, '').split(' > '));
      const error = lastMatch(lines, at, /^error: (\S.*)$/, 30);
      const from = error ? lines.lastIndexOf(error.input, at) : at;
      const message = error && (expectation(lines, from, at) ?? error[1]);
      const next = /^\s+\^ (.*)$/.exec(lines[at + 1] ?? '')?.[1];
      return { headline: said(name, message ?? next), tool: 'bun', rank: RANK.test, at: from, to: at };
    },
  },
];

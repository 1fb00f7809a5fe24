import { expectation } from '../expectation.ts';
import { type Detector, endOf, type Finding, joined, nextMatch, nextText, RANK, said } from '../finding.ts';
import { messageOf } from './jest.ts';

const NEXT =
  /^\s{0,6}\d+\) \S|^\s*(?:Finished in|Failed examples:|\d+ (?:passing|failing|runs|tests),?|FAILURES!|ERRORS!|Tests: \d|--$|There (?:was|were) )/;

/** Mocha and Cypress: the path on lines with a growing indent, the last of which ends with a colon. */
const mocha = (lines: readonly string[], at: number, first: string): Finding | undefined => {
  const parts = [first.replace(/:$/, '')];
  let next = at + 1;
  if (!first.endsWith(':')) {
    for (let line = lines[next] ?? ''; next < at + 12; line = lines[++next] ?? '') {
      if (!/^\s{5,}\S/.test(line)) return undefined;
      parts.push(line.trim().replace(/:$/, ''));
      if (line.trimEnd().endsWith(':')) break;
    }
    next++;
  }
  const to = endOf(lines, next, NEXT);
  const start = nextText(lines, next, to - next);
  if (start < 0) return undefined;
  const text = (lines[start] ?? '').trim();
  // The message is not part of a tree of names, which continues with tests and empty lines.
  if (!/^(?:[\w.$]*(?:Error|Exception)\b|[A-Z]\w+.*:|Timeout|Uncaught|the |ReferenceError|expected )/i.test(text))
    return undefined;
  const message = messageOf(lines, start, to)?.replace(/^(?:AssertionError|Error): /, '');
  return { headline: said(joined(parts), message), tool: 'mocha', rank: RANK.test, at, to: to - 1 };
};

/** RSpec: `Failure/Error:` and the code, then the values or an exception. */
const rspec = (lines: readonly string[], at: number, name: string, to: number): Finding => {
  const code = nextMatch(lines, at, /^\s*Failure\/Error: (.*)$/, { max: to - at });
  const from = (code?.at ?? at) + 1;
  const end = endOf(lines, from, /^\s*# \.?\/?\S+:\d+|^\s*# \//, to - from);
  // The message of a matcher with one line follows the code without an empty line.
  const follows = code?.match[1] && /^\s{7}\S/.test(lines[from] ?? '');
  const gap = follows ? from : endOf(lines, from, /^$/, end - from);
  const first = nextText(lines, gap, end - gap);
  const start = first < 0 ? from : first;
  const text = (lines[start] ?? '').trim();
  const error = /^([A-Z]\w*(?:::[A-Z]\w*)*):$/.exec(text)?.[1];
  const detail = error ? (lines[nextText(lines, start + 1, 3)] ?? '').trim() : '';
  const message = error ? said(error, detail) : (expectation(lines, start, end) ?? (text || code?.match[1]));
  return { headline: said(name, message), tool: 'rspec', rank: RANK.test, at, to: to - 1 };
};

const minitest = (lines: readonly string[], at: number, to: number): Finding | undefined => {
  const [, name, place, own] = /^(\S.*?)(?: \[([^\]]+)\])?:(?: (.*))?$/.exec((lines[at + 1] ?? '').trim()) ?? [];
  if (!name) return undefined;
  const text = (lines[at + 2] ?? '').trim();
  const message = own ?? expectation(lines, at + 2, to) ?? text;
  return {
    headline: said(name, /^[\w:]+Error:$/.test(message) ? text : message),
    tool: place ? 'minitest' : 'rails',
    rank: RANK.test,
    at,
    to: to - 1,
  };
};

/** PHPUnit: the name, the message, an empty line, the places. */
const phpunit = (lines: readonly string[], at: number, name: string, to: number): Finding => {
  const end = endOf(lines, at + 1, /^(?:\/|[A-Z]:\\)?[\w./\\-]+\.php:\d+$/, to - at - 1);
  const text = (lines[nextText(lines, at + 1, 3)] ?? '').trim();
  const values =
    /^Failed asserting that (?:two \w+ are (?:equal|identical|the same)|.* (?:matches expected|is identical to) .*)\.?$/.test(
      text,
    )
      ? expectation(lines, at + 2, end)
      : undefined;
  // The calls of a mock are counted on the next line.
  const calls = /^Expectation failed/.test(text) ? (lines[nextText(lines, at + 1, 3) + 1] ?? '').trim() : '';
  return {
    headline: said(name, values ?? [text, calls].filter(Boolean).join(' ')),
    tool: 'phpunit',
    rank: RANK.test,
    at,
    to: to - 1,
  };
};

/** ExUnit: `test adds items (CartTest)`, the place, the assertion. */
const exunit = (lines: readonly string[], at: number, name: string, module: string, to: number): Finding => {
  const text = (lines[nextText(lines, at + 2, 3)] ?? '').trim();
  const values = expectation(lines, at + 2, to)?.replace(/^expected (.*), received (.*)$/, 'left $2, right $1');
  return {
    headline: said(`${module} › ${name}`, values ? `${text}: ${values}` : text),
    tool: 'exunit',
    rank: RANK.test,
    at,
    to: to - 1,
  };
};

const jasmine = (lines: readonly string[], at: number, name: string, to: number): Finding => {
  const message = nextMatch(lines, at, /^\s*Message:\s*(.*)$/, { max: to - at });
  const text = message?.match[1] || (lines[nextText(lines, (message?.at ?? at) + 1, 3)] ?? '');
  return { headline: said(name, text), tool: 'jasmine', rank: RANK.test, at, to: to - 1 };
};

/** Failures that are numbered: `1) …`. What follows shows which tool wrote them. */
export const numbered: readonly Detector[] = [
  {
    starts: /^\s{0,6}\d+\) (\S.*)$/,
    find(lines, at, [, first = '']) {
      const to = endOf(lines, at + 1, NEXT);
      const name = first.trim();
      const [, test, module] = /^(?:test|doctest|property) (.+) \(([\w.]+)\)$/.exec(name) ?? [];
      if (test && module) return exunit(lines, at, test, module, to);
      const nunit = /^(?:Failed|Error) : (\S+)$/.exec(name)?.[1];
      if (nunit) {
        const message = expectation(lines, at + 1, to) ?? lines[at + 1] ?? '';
        const id = joined(nunit.split('.').slice(-2));
        return { headline: said(id, message), tool: 'dotnet', rank: RANK.test, at, to: to - 1 };
      }
      if (/^(?:Failure|Error):$/.test(name)) return minitest(lines, at, to);
      if (/^[\w\\]+::\w+/.test(name)) return phpunit(lines, at, name, to);
      if (nextMatch(lines, at + 1, /^\s*Failure\/Error: /, { max: Math.min(12, to - at) }))
        return rspec(lines, at, name, to);
      if (/^\s*Message:/.test(lines[at + 1] ?? '')) return jasmine(lines, at, name, to);
      return mocha(lines, at, name);
    },
  },
  {
    starts: /^An error occurred while loading (\S+?)\.?$/,
    find(lines, at, [, file]) {
      const error = nextMatch(lines, at + 1, /^\s*([\w:]+(?:Error|Exception)):\s*(.*)$/, { max: 12 });
      if (!error) return undefined;
      const text = error.match[2] || (lines[error.at + 1] ?? '').trim();
      return {
        headline: said(file?.replace(/^\.\//, ''), `${error.match[1]}: ${text}`),
        tool: 'rspec',
        rank: RANK.suite,
        at,
        to: error.at + 1,
      };
    },
  },
  {
    // Karma
    starts: /^(?:Headless)?(?:Chrome|Chromium|Firefox|Safari|Edge|Electron)\S* [\d.]+ \([^)]*\) (\S.*) FAILED$/,
    find: (lines, at, [, name]) => ({
      headline: said(name, (lines[nextText(lines, at + 1, 2)] ?? '').trim()),
      tool: 'karma',
      rank: RANK.test,
      at,
      to: at + 4,
    }),
  },
  {
    // Flutter and Dart
    starts: /^\d\d:\d\d \+\d+(?: ~\d+)?(?: -\d+)?: (\S.*) \[E\]$/,
    find(lines, at, [, name]) {
      const to = endOf(lines, at + 1, /^\d\d:\d\d \+|^$/, 20);
      const message = expectation(lines, at + 1, to) ?? (lines[at + 1] ?? '').trim();
      return { headline: said(name, message), tool: 'flutter', rank: RANK.test, at, to: to - 1 };
    },
  },
  // Rails prints a failure as soon as it happens.
  {
    starts: /^(?:Failure|Error):$/,
    find: (lines, at) =>
      /^\S+#\S.*[\]:]:?$/.test(lines[at + 1] ?? '')
        ? minitest(lines, at, endOf(lines, at + 2, /^(?:bin\/rails test|rails test|$)/, 12))
        : undefined,
  },
];

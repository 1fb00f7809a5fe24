import { expectation } from '../expectation.ts';
import { type Detector, endOf, type Finding, joined, nextText, placed, RANK, rule, said } from '../finding.ts';

const nameOf = (id: string): string => {
  const open = id.search(/[(<]/);
  const path = open < 0 ? id : id.slice(0, open);
  return joined(path.split('.').slice(-2)) + (open < 0 ? '' : id.slice(open));
};

/** The words of an assertion, with the values below it. */
const wordsOf = (lines: readonly string[], from: number, to: number, own?: string): string | undefined => {
  const at = own ? from : nextText(lines, from, to - from);
  if (at < 0) return undefined;
  const first = (own ?? lines[at] ?? '')
    .trim()
    .replace(/^(?:System\.|Xunit\.Sdk\.|NUnit\.\S+\.)?(\w*Exception) ?: /, '$1: ');
  const values = expectation(lines, own ? from : at + 1, to);
  if (/^Assert\.\w+\(.*?\) Failure/.test(first) && values?.startsWith('expected ')) return values;
  if (/^(?:Expected|Assert\.That|Multiple)/.test(first) && values) return expectation(lines, at, to) ?? first;
  return first;
};

const failed = (lines: readonly string[], at: number, id: string): Finding | undefined => {
  const start = nextText(lines, at + 1, 2);
  // The testing platform of Microsoft prints the message without a title.
  const isPlatform = /^\s*failed /.test(lines[at] ?? '') && /^\s{2,}\S/.test(lines[at + 1] ?? '');
  if (!isPlatform && !/^[\w.+]+\.\w/.test(id) && !/^\s*Error Message:/.test(lines[start] ?? '')) return undefined;
  if (start < 0 || !/^\s*(?:Error Message:|from |[A-Z]\w*\.|\S)/.test(lines[start] ?? '')) return undefined;
  const to = endOf(
    lines,
    start,
    /^\s*(?:Stack Trace:|Standard Output Messages:|at \S+ in |Failed \S|Passed |from )/,
    40,
  );
  const from = /Error Message:/.test(lines[start] ?? '') ? start + 1 : start;
  return { headline: said(nameOf(id), wordsOf(lines, from, to)), tool: 'dotnet', rank: RANK.test, at, to: to - 1 };
};

export const dotnet: readonly Detector[] = [
  {
    starts: /^\s*(?:\[?failed\]?|Failed) (\S.*) (?:\[[<\d][^\]]*\]|\([<\d][^)]*\))$/,
    find: (lines, at, [, id = '']) => failed(lines, at, id),
  },
  {
    // The terminal logger of .NET 9: the name and the message follow the place, on one line or on the next.
    starts: /^\s*\S+\.(?:cs|fs|vb)\((\d+)\): error TESTERROR:\s*(.*)$/,
    find(lines, at, [, , own = '']) {
      const from = own ? at : at + 1;
      const text = own || (lines[from] ?? '').trim();
      const [, id = '', message] = /^(\S.*?) \([<\d ]+[^)]*\): Error Message: ?(.*)$/.exec(text) ?? [];
      const to = endOf(lines, from + 1, /^\s*Stack Trace:/, 20);
      return id
        ? {
            headline: said(nameOf(id), wordsOf(lines, from + 1, to, message)),
            tool: 'dotnet',
            rank: RANK.test,
            at,
            to: to - 1,
          }
        : undefined;
    },
  },
  {
    starts: /^\[xUnit\.net [\d:.]+\]\s+(\S.*) \[FAIL\]$/,
    find(lines, at, [, id = '']) {
      const to = endOf(lines, at + 1, /Stack Trace:|\[FAIL\]/, 30);
      const own = lines.slice(at + 1, to).map((line) => line.replace(/^\[xUnit\.net [\d:.]+\]\s*/, ''));
      return {
        headline: said(nameOf(id), wordsOf(own, 0, own.length)),
        tool: 'dotnet',
        rank: RANK.test - 1,
        at,
        to: to - 1,
      };
    },
  },
  rule(
    'dotnet',
    RANK.compile,
    /^\s*(\S.*?\.(?:cs|fs|vb|razor|cshtml|xaml))\((\d+)(?:,\d+){0,3}\): error (?!TESTERROR)\w+: (\S.*?)(?: \[[^\]]+proj(?:::\S+)?\])?$/,
    ([, file, line, text]) => placed(text ?? '', file?.replaceAll('\\', '/'), line),
  ),
  rule(
    'dotnet',
    RANK.tool,
    /^\s*(?:\S.*?(?:proj|\.sln|\.targets|\.props)(?:\(\d+(?:,\d+)*\))? ?: |MSBUILD ?: |\S+ : )?error ((?:NU|NETSDK|MSB|CSC|NUnit|BC|FS)\w*): (\S.*?)(?: \[[^\]]+(?:proj|sln|slnx)(?:::\S+)?\])?$/,
    ([, code, text]) => `${code}: ${text}`,
  ),
  rule('dotnet', RANK.suite, /^The active test run was aborted\. Reason: (\S.*)$/, ([, text]) =>
    text?.replace(' : ', ': '),
  ),
  rule('dotnet', RANK.exception + 1, /^Unhandled exception\.? ?:? ?(\S.*)$/, ([, text]) =>
    text?.replace(/^System\.(?:\w+\.)*/, ''),
  ),
];

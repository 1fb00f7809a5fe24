import { expectation } from '../expectation.ts';
import { type Detector, endOf, type Finding, lastMatch, nextMatch, placed, RANK, rule, said } from '../finding.ts';

const OUTPUT = /^\s+(?:\S+\.go:\d+: ?)(.*)$/;
const END =
  /^\s*(?:--- (?:FAIL|PASS|SKIP): |=== (?:RUN|NAME|CONT|PAUSE|FAIL)|(?:FAIL|ok|PASS)(?:\s|$)|exit status|DONE \d)/;

/** testify prints a table: the error, then the values. */
const testify = (lines: readonly string[], from: number, to: number): string | undefined => {
  const error = nextMatch(lines, from, /^\s*Error:\s+(\S.*)$/, { max: to - from });
  if (!error) return undefined;
  const end = endOf(lines, error.at + 1, /^\s*(?:Test:|Messages:)/, to - error.at - 1);
  const messages = /^\s*Messages:\s+(\S.*)$/.exec(
    lines[endOf(lines, error.at, /^\s*Messages:/, to - error.at)] ?? '',
  )?.[1];
  const values = expectation(lines, error.at + 1, end);
  const text = error.match[1] ?? '';
  const more = /:$/.test(text) ? (lines[error.at + 1] ?? '').trim() : '';
  return said(messages, values ?? [text, more].filter(Boolean).join(' '));
};

const outputOf = (lines: readonly string[], from: number, to: number): string | undefined => {
  const table = testify(lines, from, to);
  if (table) return table;
  const first = nextMatch(lines, from, OUTPUT, { max: to - from });
  if (!first) return undefined;
  const text = first.match[1]?.trim();
  if (text && !/:$/.test(text)) return text;
  // A diff of go-cmp
  if (text?.includes('-want')) {
    const want = nextMatch(lines, first.at + 1, /^\s*-\s+(\S.*?),?$/, { max: to - first.at - 1 })?.match[1];
    const got = nextMatch(lines, first.at + 1, /^\s*\+\s+(\S.*?),?$/, { max: to - first.at - 1 })?.match[1];
    if (want && got) return `${text} want ${want}, got ${got}`;
  }
  const values = expectation(lines, first.at + 1, to);
  const next = (lines[first.at + 1] ?? '').trim();
  return [text, values ?? (first.at + 1 < to ? next : '')].filter(Boolean).join(' ') || undefined;
};

const test = (lines: readonly string[], at: number, name: string): Finding | undefined => {
  const to = endOf(lines, at + 1, END);
  // The subtest that failed stands below its parent.
  const child = nextMatch(lines, at + 1, /^\s*--- FAIL: (\S.*?) \([\d.]+s\)$/, { max: 40, stop: /^(?:FAIL|ok)\s/ });
  if (child?.match[1]?.startsWith(`${name}/`)) return undefined;
  const panic = nextMatch(lines, at + 1, /^\s*panic: (\S.*?)(?: \[recovered.*\])?$/, {
    max: 12,
    stop: /^(?:FAIL|ok)\s/,
  });
  // With -v, the output of a test is printed before its result.
  const started = lastMatch(lines, at, /^=== (?:RUN|NAME|CONT)\s+(\S.*)$/, 60);
  const start = started ? lines.lastIndexOf(started.input, at) : at;
  const above = started?.[1]?.trim() === name ? outputOf(lines, start + 1, at) : undefined;
  const below = outputOf(lines, at + 1, to);
  const message = below ?? (panic ? `panic: ${panic.match[1]}` : above);
  return {
    headline: said(name, message),
    tool: 'go',
    rank: message ? RANK.test : RANK.test - 2,
    at: below || panic ? at : start,
    to: Math.max(to - 1, panic?.at ?? 0),
  };
};

export const go: readonly Detector[] = [
  {
    starts: /^\s*(?:--- FAIL:|=== FAIL:(?: \S+)?) (\S.*?) \([\d.]+s\)$/,
    find: (lines, at, [, name = '']) => test(lines, at, name),
  },
  {
    starts: /^panic: (\S.*)$/,
    find(lines, at, [, text = '']) {
      const running = /^test timed out/.test(text)
        ? nextMatch(lines, at + 1, /^\s+(Test\S+) \(/, { max: 4 })?.match[1]
        : undefined;
      const started =
        running ?? nextMatch(lines, at + 1, /^(?:\S+\.|created by )?(?:\S*\.)?(Test\w+)\(0x/, { max: 30 })?.match[1];
      return {
        headline: said(started, `panic: ${text.replace(/ \[recovered.*\]$/, '')}`),
        tool: 'go',
        rank: started ? RANK.test - 1 : RANK.exception + 2,
        at,
        to: at + 8,
      };
    },
  },
  // go build, go vet and golangci-lint.
  rule('go', RANK.compile, /^(?:vet: )?((?:\.{0,2}\/)?[\w./@-]+\.go):(\d+):\d+: (\S.*)$/, ([, file, line, text]) =>
    /^(?:warning|note):/.test(text ?? '') ? undefined : placed(text ?? '', file, line),
  ),
  rule('go', RANK.compile - 1, /^((?:\.{0,2}\/)?[\w./@-]+\.go):(\d+): (\S.*)$/, ([, file, line, text]) =>
    /\b(?:INFO|DEBUG|WARN|info|debug)\b/.test(text ?? '') ? undefined : placed(text ?? '', file, line),
  ),
  rule('go', RANK.tool, /^go: ((?!downloading|finding|extracting|added|upgraded|creating|to add)\S.*)$/),
  rule(
    'go',
    RANK.tool,
    /^(?:\S+: )?(no required module provides package .*|missing go\.sum entry .*|package \S+ is not in (?:std|GOROOT).*|malformed module path .*|build constraints exclude all Go files .*|verifying \S+: checksum mismatch.*|no Go files in .*)$/,
  ),
  rule('go', RANK.suite, /^(WARNING: DATA RACE)$/, () => 'data race'),
  rule('go', RANK.suite - 4, /^FAIL\s+(\S+) \[(build failed|setup failed)\]$/, ([, name, what]) => `${name}: ${what}`),
  // The program of the tests ended early, and its last line says why.
  rule('go', RANK.suite - 6, /^FAIL\s+([\w.-]+\/[\w./-]*)\s+[\d.]+s$/, ([, name], lines, at) => {
    const above = (lines[at - 1] ?? '').trim();
    return !above || /^(?:PASS|ok|---|===|FAIL|exit status|coverage:|\S+\.go:)/.test(above)
      ? `${name} failed`
      : said(name, above);
  }),
  {
    starts: /^\s*\[(?:FAIL|FAILED|PANICKED!|TIMEDOUT)\] (\S.*)$/,
    find: (_, at, [, name]) => ({
      headline: said(name?.replace(/ \[(?:It|BeforeEach|AfterEach|BeforeSuite)\] /g, ' › '), undefined),
      tool: 'ginkgo',
      rank: RANK.test - 2,
      at,
      to: at + 4,
    }),
  },
];

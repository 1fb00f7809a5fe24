import {
  type Detector,
  endOf,
  type Finding,
  lastMatch,
  nextMatch,
  placed,
  RANK,
  relative,
  rule,
  said,
} from '../finding.ts';

const SECTION = /^_{2,} (.+) _{2,}$/;
const SECTION_END = /^(?:_{2,} .+ _{2,}|={3,}.*={3,}|-{3,} Captured .* -{3,})$/;
const LINE_FORM = /^(\/?[\w./\\-]+\.py):(\d+): ((?:assert |AssertionError|[\w.]*(?:Error|Exception|Failed)\b).*)$/;
const PLACE = /^([\w./\\-]+\.py):(\d+): (.*)$/;

/** The lines that pytest marks with `E`, as one sentence. */
const marked = (lines: readonly string[], from: number, to: number): string | undefined => {
  const first = nextMatch(lines, from, /^E\s+(\S.*)$/, { max: to - from });
  if (!first) return undefined;
  // Of chained exceptions, the last one was raised.
  const chained = nextMatch(lines, first.at, /^(?:During handling of the above|The above exception was)/, {
    max: to - first.at,
  });
  if (chained) return marked(lines, chained.at, to) ?? first.match[1];
  const text = first.match[1] ?? '';
  if (!/:$/.test(text)) return text;
  const more = /^E\s+(\S.*)$/.exec(lines[first.at + 1] ?? '')?.[1];
  return more ? `${text} ${more}` : text;
};

/** `CartTest.test_total` of a section is `CartTest::test_total` in the id of a test. */
const idOf = (section: string, file: string | undefined): string => {
  const own = section.replace(/\.(?=\w+(?:\[|$))/, '::').replace(/\.(?=\w+::)/g, '::');
  return file ? `${file.split(/[\\/]/).length > 1 ? relative(file) : file}::${own}` : own;
};

/** The statement that failed and the lines about its error. */
const raisedAt = (lines: readonly string[], from: number, to: number): [number, number] => {
  const first = nextMatch(lines, from, /^E\s/, { max: to - from })?.at ?? from;
  const statement = lastIndex(lines, first, /^>\s/);
  return [statement, Math.min(to - 1, first + 10)];
};

/** The last line before `from`, of at most six, that matches. `from` if there is none. */
const lastIndex = (lines: readonly string[], from: number, pattern: RegExp): number => {
  for (let at = from - 1; at >= Math.max(0, from - 6); at--) if (pattern.test(lines[at] ?? '')) return at;
  return from;
};

/** How far above the summary a test's section is searched. */
const MAX_ABOVE = 600;

const section = (lines: readonly string[], at: number, title: string): Finding | undefined => {
  const to = endOf(lines, at + 1, SECTION_END, 200);
  const message = marked(lines, at + 1, to);
  const collecting = /^ERROR collecting (\S.*)$/.exec(title)?.[1];
  if (collecting) {
    const text =
      message ?? nextMatch(lines, at + 1, /^((?:\w+\.)*\w*(?:Error|Exception)\b.*)$/, { max: to - at })?.match[1];
    return text ? { headline: said(collecting, text), tool: 'pytest', rank: RANK.suite, at, to: to - 1 } : undefined;
  }
  const phase = /^ERROR at (?:setup|teardown) of (\S.*)$/.exec(title)?.[1];
  const name = phase ?? title;
  // The full id stands in the summary; its line names the message too, but cut to the width of the terminal.
  const plain = name.replace(/^.*\.(?=\w+(?:\[|$))/, '');
  const file = [...lines.slice(at, to)].find((line) => PLACE.test(line));
  const place = file ? PLACE.exec(file) : null;
  const own = message ?? place?.[3];
  if (!own) return undefined;
  const id = idOf(name, place?.[1] && plain ? place[1] : undefined);
  return { headline: said(id, own), tool: 'pytest', rank: RANK.test, at, to: to - 1 };
};

const summary = (
  lines: readonly string[],
  at: number,
  id: string,
  message: string | undefined,
  error: boolean,
): Finding => {
  const isTest = id.includes('::');
  const cut = !message || message.endsWith('...');
  const name = id.split('::').slice(1).join('.');
  let text = message;
  let from = at;
  let to = at;
  // The section of this test is above the summary.
  for (let up = at - 1; up >= Math.max(0, at - MAX_ABOVE); up--) {
    const title = SECTION.exec(lines[up] ?? '')?.[1];
    if (!title || !(title === (name || id) || title.endsWith(` ${name || id}`))) continue;
    const end = endOf(lines, up + 1, SECTION_END, 200);
    if (cut) text = marked(lines, up, end) ?? message;
    [from, to] = raisedAt(lines, up, end);
    break;
  }
  if (!text) {
    const brief = lastMatch(lines, at, LINE_FORM, 40);
    if (brief?.[1]?.endsWith(id.split('::')[0] ?? '')) text = brief[3];
  }
  return {
    headline: said(id, text?.trim()),
    tool: 'pytest',
    // While tests run, their names are printed without a message.
    rank: !text ? RANK.suite - 1 : isTest ? RANK.test + 1 : RANK.suite + (error ? 1 : 0),
    at: from,
    to,
  };
};

const unittest = (lines: readonly string[], at: number, name: string, place: string): Finding | undefined => {
  const to = endOf(lines, at + 1, /^(?:={10,}|Ran \d+ tests?)/, 200);
  const errors: string[] = [];
  for (let next = at + 1; next < to; next++) {
    const line = lines[next] ?? '';
    if (/^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception|Failure|Warning|Exit|Timeout|DoesNotExist|NotFound)\b/.test(line))
      errors.push(line);
  }
  const message = errors.at(-1);
  const parts = place.split('.');
  const own = parts.at(-1) === name ? parts.at(-2) : parts.at(-1);
  if (!message) return undefined;
  return {
    headline: said([own, name].filter(Boolean).join('.'), message),
    tool: 'unittest',
    rank: RANK.test,
    at,
    to: to - 1,
  };
};

/** So many tracebacks follow each other where exceptions are chained. More of them are a program that repeats itself. */
const MAX_CHAIN = 10;

/** The exception that ended a program: the line after the indented lines of its last traceback. */
const traceback = (lines: readonly string[], at: number): Finding | undefined => {
  let end = at;
  for (let blocks = 0; blocks < MAX_CHAIN; blocks++) {
    const next = nextMatch(lines, end + 1, /^\s*(?:[\w.]+: .*|[\w.]*(?:Error|Exception|Interrupt|Exit|Warning)\b.*)$/, {
      max: 80,
      stop: /^\S(?!.*: )/,
    });
    const indent = /^\s*/.exec(lines[at] ?? '')?.[0].length ?? 0;
    if (!next || (next.match[0].search(/\S/) > indent && next.at - end > 78)) return undefined;
    if (next.match[0].search(/\S/) > indent) {
      end = next.at;
      continue;
    }
    const chained = nextMatch(lines, next.at + 1, /^\s*Traceback \(most recent call last\):/, { max: 5 });
    if (!chained) return { headline: next.match[0].trim(), tool: 'python', rank: RANK.exception + 1, at, to: next.at };
    end = chained.at;
  }
  return undefined;
};

/** The error of a package that could not be built, in pip's box. */
const subprocess = (lines: readonly string[], at: number): Finding | undefined => {
  const to = endOf(lines, at + 1, /^\s*note: This (?:error originates|is an issue)/, 200);
  const what = nextMatch(lines, at + 1, /× (.*) did not run successfully/, { max: 5 })?.match[1];
  let inner: string | undefined;
  for (let next = at + 1; next < to; next++) {
    const text = /^\s*(?:│\s*)?((?:\w+\.)*\w*Error\b.*|.*\berror: \S.*|error: .*|fatal error: .*)$/.exec(
      lines[next] ?? '',
    )?.[1];
    if (text && !/subprocess-exited|exited with error|command .* failed/.test(text)) inner = text.trim();
  }
  return { headline: said(what, inner ?? 'did not run successfully'), tool: 'pip', rank: RANK.tool, at, to: to - 1 };
};

export const python: readonly Detector[] = [
  { starts: SECTION, find: (lines, at, [, title = '']) => section(lines, at, title.trim()) },
  {
    starts: /^(?:\[gw\d+\] (?:\[ *\d+%\] )?)?(FAILED|ERROR) ([\w./\\-]+\.py(?:::\S.*)?)$/,
    find(lines, at, [, word, rest = '']) {
      if (/ \[ *\d+%\]$/.test(rest)) return undefined;
      const split = rest.indexOf(' - ');
      return summary(
        lines,
        at,
        split < 0 ? rest : rest.slice(0, split),
        split < 0 ? undefined : rest.slice(split + 3),
        word === 'ERROR',
      );
    },
  },
  rule('pytest', RANK.suite, /^E {3,}((?:\w+\.)*\w*(?:Error|Exception)\b.*)$/, ([, text = ''], lines, at) => {
    const [, file, line] = lastMatch(lines, at, /^E {3,}File "([^"]+)", line (\d+)/, 6) ?? [];
    return placed(text, file, line);
  }),
  // `--tb=line` prints no name: it stands in the summary, if there is one.
  rule('pytest', RANK.suite - 1, LINE_FORM, ([, file, line, text]) => placed(text ?? '', file, line)),
  rule('pytest', RANK.suite, /^ERROR: ((?:file or directory not found|not found): .*)$/),
  rule('pytest', RANK.suite, /^\S*(?:pytest|__main__\.py): error: (\S.*)$/),
  rule('pytest', RANK.tool, /^(?:FAIL|ERROR): ((?:Required test coverage|Coverage failure).*)$/),
  {
    starts: /^(?:FAIL|ERROR): (\S.*) \(([\w.<>]+)\)(?: .*)?$/,
    find: (lines, at, [, name = '', place = '']) => unittest(lines, at, name, place),
  },
  { starts: /^(?:\s*| {2}\| )Traceback \(most recent call last\):$/, find: traceback },
  // A syntax error has no traceback if it is in the file that was started.
  {
    starts: /^ {2}File "([^"]+)", line (\d+)$/,
    find(lines, at, [, file = '', line]) {
      const error = nextMatch(lines, at + 1, /^((?:Syntax|Indentation|Tab)Error: .*)$/, { max: 4 });
      return (
        error && {
          headline: `${error.match[1]} (${relative(file)}:${line})`,
          tool: 'python',
          rank: RANK.exception + 1,
          at,
          to: error.at,
        }
      );
    },
  },
  { starts: /^\s*error: subprocess-exited-with-error$/, find: subprocess },
  rule(
    'pip',
    RANK.tool + 1,
    /^ERROR: (No matching distribution found for .*|Cannot install .*|Could not open requirements file: .*|Invalid requirement: .*|.* requires a different Python: .*|THESE PACKAGES DO NOT MATCH THE HASHES.*|Could not install packages due to .*|ResolutionImpossible: .*|Package '.*' requires a different.*)$/i,
  ),
  rule(
    'pip',
    RANK.tool - 1,
    /^ERROR: (Could not find a version that satisfies .*|Failed building wheel for .*|Could not build wheels for .*|Failed to build installable wheels .*|HTTP error \d+ .*)$/,
  ),
  rule('poetry', RANK.tool, /^(Because .* depends on .*(?:version solving failed\.?)?)$/),
  rule(
    'poetry',
    RANK.tool,
    /^(?:Error: )?(pyproject\.toml changed significantly since poetry\.lock was last generated.*)$/,
  ),
  {
    starts: /^\s*× (No solution found when resolving .*|Failed to (?:build|download|resolve|fetch) .*)$/,
    find(lines, at, [, title = '']) {
      const detail = nextMatch(lines, at + 1, /^\s*[╰├]─▶ (.*)$/, { max: 4 });
      const end = detail ? endOf(lines, detail.at + 1, /^\s{0,4}\S|^$/, 8) : at;
      const more = detail ? lines.slice(detail.at + 1, end).map((line) => line.trim()) : [];
      const words = detail && [detail.match[1], ...more].join(' ');
      return { headline: said(title.replace(/:$/, ''), words), tool: 'uv', rank: RANK.tool, at, to: at + 6 };
    },
  },
  // mypy, flake8, ruff and pylint write one line for each finding.
  rule(
    'mypy',
    RANK.compile,
    /^([\w./-]+\.pyi?):(\d+)(?::\d+)?: error: (.*?)(?: {2}\[[\w-]+\])?$/,
    ([, file, line, text]) => `${text} (${relative(file ?? '')}:${line})`,
  ),
  rule(
    'flake8',
    RANK.compile,
    /^([\w./-]+\.py):(\d+):\d+: ([A-Z]{1,4}\d{2,4}:? .*)$/,
    ([, file, line, text]) => `${text?.replace(' [*]', '')} (${relative(file ?? '')}:${line})`,
  ),
  {
    starts: /^([A-Z]{1,4}\d{3,4}(?: \[\*\])? \S.*)$/,
    find(lines, at, [, text = '']) {
      const place = /^\s*--> ([\w./-]+\.py):(\d+):\d+$/.exec(lines[at + 1] ?? '');
      return place
        ? {
            headline: `${text.replace(' [*]', '')} (${relative(place[1] ?? '')}:${place[2]})`,
            tool: 'ruff',
            rank: RANK.compile,
            at,
            to: at + 6,
          }
        : undefined;
    },
  },
  rule('black', RANK.tool, /^(would reformat \S+)$/),
];

import { expectation } from '../expectation.ts';
import {
  type Detector,
  endOf,
  type Finding,
  joined,
  nextMatch,
  nextText,
  placed,
  RANK,
  rule,
  said,
} from '../finding.ts';

const STACK = /^\s*at (?:\w+\/\/?|[\w.$<>/@-]+\()|^\s*at \S+\(/;
const CAUSE = /^\s*Caused by: (\S.*)$/;
const ASSERTIONS =
  /^(?:[\w.]*(?:AssertionFailedError|AssertionError|ComparisonFailure|TestFailedException|AssertionFailure|MultipleFailuresError)):\s*/;

/** `com.example.CartException: empty` without the package. */
const simpleName = (text: string): string => text.replace(/^(?:[a-z_$][\w$]*\.)+(?=[A-Z])/, '');

/** The words of an exception and its last cause. They end before `to`. */
const exceptionOf = (lines: readonly string[], at: number, to: number, indent = ''): string | undefined => {
  const first = (lines[at] ?? '').slice(indent.length).trim();
  const stack = endOf(lines, at + 1, STACK, to - at - 1);
  const plain = first.replace(ASSERTIONS, '');
  const isAssertion = ASSERTIONS.test(first) || /^[\w.]*(?:AssertionFailedError|AssertionError):?$/.test(first);
  let words = isAssertion ? plain.replace(/^[\w.]*(?:AssertionFailedError|AssertionError):?$/, '') : simpleName(first);
  if (isAssertion && (!words || /^(?:Expecting|\[.*\]|Multiple|Expected)[^<]{0,60}:?$/.test(words))) {
    const values = expectation(lines, at + 1, stack);
    const more = lines
      .slice(at + 1, stack)
      .map((line) => line.trim())
      .filter(Boolean)
      .slice(0, 5)
      .join(' ');
    words = values?.startsWith('expected ')
      ? [words, values].filter(Boolean).join(' ')
      : [words, more].filter(Boolean).join(' ');
  } else if (/:$/.test(words)) {
    const more = nextText(lines, at + 1, stack - at - 1);
    if (more > 0) words = `${words} ${(lines[more] ?? '').trim()}`;
  }
  let cause: string | undefined;
  for (let next = at + 1; next < to; next++) cause = CAUSE.exec(lines[next] ?? '')?.[1] ?? cause;
  if (!cause) return words;
  const root = simpleName(cause);
  // The message of an exception often repeats its cause.
  if (words.includes(root)) return root;
  return `${words.length > 80 ? `${words.slice(0, 79).trimEnd()}…` : words}, caused by ${root}`;
};

/** `com.example.CartTest.addsItems` as `CartTest › addsItems`. */
const testName = (id: string): string => {
  const [, method, type] = /^(\S+?)\(([\w.$]+)\)$/.exec(id) ?? [];
  if (method && type) return joined([type.split('.').at(-1), method]);
  const open = id.search(/[([{ ]/);
  const path = open < 0 ? id : id.slice(0, open);
  const rest = open < 0 ? '' : id.slice(open);
  const parts = path.split('.');
  if (parts.length < 2) return id;
  const last = parts.at(-1) ?? '';
  // A whole class failed.
  if (/^[A-Z]/.test(last) && !rest) return last;
  return joined([parts.at(-2)?.replaceAll('$', ' › '), `${last}${rest}`]);
};

const surefire = (lines: readonly string[], at: number, id: string): Finding | undefined => {
  const to = endOf(lines, at + 1, /^\s*(?:\[(?:ERROR|INFO|WARNING)\]|$)/, 120);
  const first = nextText(lines, at + 1, 3);
  const line = lines[first] ?? '';
  if (first < 0 || /^\s*\[(?:ERROR|INFO)\]/.test(line)) return undefined;
  // The message may contain empty lines: the block ends at the first line of a stack or of Maven.
  const end = Math.max(to, endOf(lines, first + 1, /^\s*\[(?:ERROR|INFO|WARNING)\]|^\S+Test\S* -- Time elapsed/, 120));
  return {
    headline: said(testName(id), exceptionOf(lines, first, end)),
    tool: 'junit',
    rank: RANK.test,
    at,
    to: Math.min(end - 1, at + 20),
  };
};

const gradle = (lines: readonly string[], at: number, path: string): Finding | undefined => {
  const first = at + 1;
  const to = endOf(lines, first, /^\S|^$/, 80);
  const end = Math.max(to, endOf(lines, first, /^\S/, 80));
  if (!/^\s{4,}\S/.test(lines[first] ?? '')) return { headline: path, tool: 'junit', rank: RANK.test - 2, at };
  const brief = /^\s+([\w.$]+(?:Error|Exception|Failure)\w*) at (\S+\.(?:java|kt|groovy|scala):\d+)$/.exec(
    lines[first] ?? '',
  );
  let cause: string | undefined;
  for (let next = first + 1; next < end; next++) {
    cause = /^\s+Caused by: ([\w.$]+) at /.exec(lines[next] ?? '')?.[1] ?? cause;
  }
  const words = brief
    ? `${simpleName(brief[1] ?? '')}${cause ? `, caused by ${simpleName(cause)}` : ''} (${brief[2]})`
    : exceptionOf(lines, first, end);
  return { headline: said(path, words), tool: 'junit', rank: RANK.test, at, to: end - 1 };
};

/** A compiler error of javac, with the symbol that it did not find. */
const javac = (lines: readonly string[], at: number, file: string, line: string, text: string): Finding => {
  const symbol = nextMatch(lines, at + 1, /^(?:\[ERROR\])?\s+symbol:\s+(\S.*)$/, { max: 5 });
  const words = symbol ? `${text}: ${symbol.match[1]?.replace(/\s+/g, ' ')}` : text;
  return {
    headline: placed(words, file, line),
    tool: 'javac',
    rank: RANK.compile,
    at,
    to: symbol ? symbol.at + 1 : at + 3,
  };
};

/** Gradle's own explanation: the innermost sentence below `What went wrong`. */
const wentWrong = (lines: readonly string[], at: number): Finding | undefined => {
  const to = endOf(lines, at + 1, /^\* (?:Try|Exception)|^BUILD FAILED/, 30);
  const sentences = lines.slice(at + 1, to).filter((line) => /^\s*>\s|^\S/.test(line));
  const text = sentences
    .map((line) => line.replace(/^\s*>\s*/, '').trim())
    .filter((line) => line && !/^Searched in|^Required by|^Run with/.test(line));
  const last = text.at(-1) ?? '';
  const below = last.endsWith(':') ? lines.slice(at, to).findIndex((line) => line.includes(last)) + 1 : 0;
  const inner = below > 0 ? `${last} ${(lines[at + below] ?? '').trim()}` : last;
  const closing =
    /There were failing tests|Compilation (?:error|failed)|finished with non-zero exit|Process 'command|Execution failed for task|See the (?:report|compiler)/;
  if (!inner) return undefined;
  // The sentence that names the dependency, followed by the repository's answer.
  const named = text.findLast((line) => /^Could not (?:resolve|find) \S+:\S+/.test(line));
  const headline = named && !inner.includes(named) ? `${named} ${inner}` : inner;
  return { headline, tool: 'gradle', rank: closing.test(inner) ? RANK.wrapper + 5 : RANK.tool, at, to: to - 1 };
};

const GOAL =
  /^\[ERROR\] Failed to execute goal (?:\S+ \([\w-]+\) on project (\S+?): |on project (\S+?): )(.*?)(?: -> \[Help \d+\])?$/;

export const jvm: readonly Detector[] = [
  {
    starts: /^(?:\[ERROR\] )?(\S.*) <<< (?:FAILURE|ERROR)!$/,
    find(lines, at, [, start = '']) {
      const time = start.lastIndexOf('Time elapsed: ');
      const id = (time < 0 ? start : start.slice(0, time)).trim().replace(/ --$/, '').trim();
      return /^Tests run:/.test(id) ? undefined : surefire(lines, at, id);
    },
  },
  // Surefire's summary, where the log does not contain the stack.
  rule(
    'junit',
    RANK.test - 3,
    /^\[ERROR\] {3}([A-Z][\w$]*\.[\w[\]{}()$, ]+):\d+(?:->\S+:\d+)?\s+(?:» )?(\S.*)$/,
    ([, id, text]) => said(testName(id ?? ''), text),
  ),
  {
    starts: /^((?:[\w.$]+|Gradle Test Run \S+) > \S.*) FAILED$/,
    find: (lines, at, [, path = '']) =>
      gradle(
        lines,
        at,
        joined(path.split(' > ').map((part, index) => (index === 0 ? (part.split('.').at(-1) ?? part) : part))),
      ),
  },
  {
    starts: /^(?:\[ERROR\] )?(\S+\.java):\[(\d+),\d+\] (?:error: )?(\S.*)$/,
    find: (lines, at, [, file = '', line = '', text = '']) => javac(lines, at, file, line, text),
  },
  {
    starts: /^\s*(?:\[javac\] )?(\S+\.java):(\d+): error: (\S.*)$/,
    find: (lines, at, [, file = '', line = '', text = '']) => javac(lines, at, file, line, text),
  },
  rule(
    'kotlinc',
    RANK.compile,
    /^e: (?:file:\/\/)?(\S+\.kts?)(?::|: \()(\d+)(?::|, )\d+\)?:? (\S.*)$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
  rule(
    'kotlinc',
    RANK.compile,
    /^\[ERROR\] (?:file:\/\/)?(\S+\.kt): ?[[(](\d+), ?\d+[\])] (\S.*)$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
  rule(
    'scalac',
    RANK.compile,
    /^\[(?:error|ERROR)\] (?:-- (?:\[E\d+\] )?.*?Error: )?(\S+\.scala):(\d+)(?::\d+)?:? ?(\S.*)?$/,
    ([, file, line, text], lines, at) =>
      placed(text && !/^-+$/.test(text) ? text : (lines[at + 3] ?? '').replace(/^\[error\][\s|]*/i, ''), file, line),
  ),
  {
    starts: /^\[info\] - (\S.*) \*\*\* FAILED \*\*\*(?: \(.*\))?$/,
    find: (lines, at, [, name]) => ({
      headline: said(name, (lines[at + 1] ?? '').replace(/^\[info\]\s*/, '')),
      tool: 'scalatest',
      rank: RANK.test,
      at,
      to: at + 3,
    }),
  },
  { starts: /^\* What went wrong:$/, find: wentWrong },
  rule('maven', RANK.tool, GOAL, ([, one, two, text]) =>
    /There (?:are|were) test (?:failures|errors)|Compilation failure|There was a (?:timeout|error)|exec\w* .*exit value/i.test(
      text ?? '',
    )
      ? undefined
      : text || one || two,
  ),
  rule('maven', RANK.wrapper + 4, GOAL, ([, , , text]) => text),
  rule(
    'maven',
    RANK.tool,
    /^\[(?:ERROR|FATAL)\] (Non-resolvable (?:parent POM|import POM) .*|No goals have been specified.*|Unknown lifecycle phase .*|The goal you specified requires a project.*|'.*' for \S+ is missing.*)$/,
  ),
  rule(
    'maven',
    RANK.tool,
    /^\[ERROR\] Rule \d+: .* failed with message:?(.*)$/,
    ([, text], lines, at) => text?.trim() || (lines[at + 1] ?? '').replace(/^\[ERROR\] /, ''),
  ),
  rule('maven', RANK.tool - 1, /^\[ERROR\] (You have \d+ Checkstyle violations?.*|\S+\.java:\[?\d+.*)$/),
  {
    starts:
      /^(?:Exception in thread "[^"]*" |Uncaught exception: )([\w.$]+(?:Error|Exception|Throwable|Failure)\w*(?::.*)?)$/,
    find(lines, at, [all, text = '']) {
      const to = endOf(lines, at + 1, /^(?!\s|Caused by|\.\.\.)/, 120);
      return {
        headline: exceptionOf(lines, at, to, all.slice(0, all.length - text.length)) ?? text,
        tool: 'java',
        rank: RANK.exception + 2,
        at,
        to: to - 1,
      };
    },
  },
  {
    starts: /^\s*((?:[a-z_][\w$]*\.){1,12}[A-Z][\w$]*(?:Error|Exception|Throwable|Failure)\b.*)$/,
    find(lines, at) {
      const stack = nextMatch(lines, at + 1, STACK, { max: 8 });
      if (!stack) return undefined;
      const to = endOf(lines, at + 1, /^(?!\s|Caused by|\.\.\.)/, 120);
      return {
        headline: exceptionOf(lines, at, Math.max(to, stack.at)) ?? '',
        tool: 'java',
        rank: RANK.exception,
        at,
        to: to - 1,
      };
    },
  },
];

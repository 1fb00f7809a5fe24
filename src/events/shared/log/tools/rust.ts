import { expectation } from '../expectation.ts';
import {
  type Detector,
  endOf,
  type Finding,
  lastMatch,
  nextMatch,
  nextText,
  placed,
  RANK,
  rule,
  said,
} from '../finding.ts';

const PANIC = /^\s*thread '(.+?)'(?: \(\d+\))? panicked at (.*)$/;
const HEADER = /^\s*(?:---- (\S.*?) std(?:out|err) ----|--- STD(?:ERR|OUT):\s+\S+ (\S.*?) ---)$/;

const panicOf = (lines: readonly string[], at: number, [, thread = '', rest = '']: RegExpExecArray): Finding => {
  const to = endOf(lines, at + 1, /^\s*(?:note: |stack backtrace:|---- |failures:|thread ')/, 20);
  const old = /^'(.*?)'?,?(?: \S+\.rs:\d+:\d+)?$/.exec(rest)?.[1];
  const text = (old ?? lines[at + 1] ?? '').trim();
  const values = expectation(lines, at + 1, to)
    ?.replace(/^expected (.*), received (.*)$/, 'left $2, right $1')
    .replace(/`', \S+$/, '')
    .replace(/`,?(?=,|$)|(?<=left |right )`/g, '');
  const message = values && /^assertion /.test(text) ? `${text}: ${values}` : text;
  // nextest and old versions run tests in the main thread.
  const header = thread === 'main' || thread === '<unnamed>' ? lastMatch(lines, at, HEADER, 20) : undefined;
  const name = header ? (header[1] ?? header[2]) : thread;
  const isTest =
    header !== undefined ||
    (thread !== 'main' && thread !== '<unnamed>' && thread.includes('::')) ||
    lastMatch(lines, at, HEADER, 20) !== undefined;
  const place = /(\S+\.rs):(\d+):\d+/.exec(rest);
  return {
    headline: isTest ? said(name, message) : placed(`panicked: ${message}`, place?.[1], place?.[2]),
    tool: 'cargo',
    rank: isTest ? RANK.test : RANK.exception + 1,
    at: isTest ? Math.max(0, at - 1) : at,
    to: to - 1,
  };
};

const WRAPPED =
  /^(?:could not compile|aborting due to|test failed, to rerun|build failed|\d+ (?:target|test)s? failed|process didn't exit|could not document|recipe `|test run failed)/;

const rustc = (lines: readonly string[], at: number, text: string): Finding | undefined => {
  if (WRAPPED.test(text)) return { headline: text, tool: 'cargo', rank: RANK.wrapper + 1, at };
  const place = nextMatch(lines, at + 1, /^\s*--> (\S+):(\d+):\d+$/, { max: 12, stop: /^(?:error|warning)\b/ });
  if (place) {
    const to = endOf(lines, place.at, /^$|^(?:error|warning)\b/, 20);
    return {
      headline: placed(text, place.match[1], place.match[2]),
      tool: 'rustc',
      rank: RANK.compile,
      at,
      to: to - 1,
    };
  }
  if (/^linking with /.test(text)) {
    const detail = nextMatch(lines, at + 1, /((?:undefined reference to|cannot find|ld: ).*)$/, { max: 40 })?.match[1];
    return {
      headline: said(text.replace(/: exit status.*$/, ' failed'), detail),
      tool: 'rustc',
      rank: RANK.compile,
      at,
      to: at + 6,
    };
  }
  const cause = nextMatch(lines, at + 1, /^Caused by:$/, { max: 6 });
  const custom = /^failed to run custom build command for (.*)$/.test(text);
  const inner =
    cause && custom
      ? nextMatch(lines, cause.at + 1, /^\s*(?:error: (\S.*)|(\S.*not found.*)|thread '.*panicked at.*)$/, { max: 50 })
      : undefined;
  // The message of a panic follows its place, below an empty line where it has several lines.
  const panicked = inner && !inner.match[1] && !inner.match[2] ? nextText(lines, inner.at + 1, 4) : -1;
  const reason =
    (panicked < 0 ? undefined : (lines[panicked] ?? '').trim()) ??
    inner?.match[1] ??
    inner?.match[2] ??
    (cause && !custom ? (lines[cause.at + 1] ?? '').trim() : undefined);
  if (
    !cause &&
    !/^(?:no matching package|failed to |the lock file|could not find|package |no (?:bin|example|such)|toolchain|manifest|unable to|cannot |Unrecognized|unexpected argument|invalid)/.test(
      text,
    )
  )
    return undefined;
  return { headline: said(text, reason), tool: 'cargo', rank: RANK.tool, at, to: at + 8 };
};

export const rust: readonly Detector[] = [
  { starts: PANIC, find: panicOf },
  { starts: /^error(?:\[[\w:]+\])?: (\S.*)$/, find: (lines, at, [, text = '']) => rustc(lines, at, text) },
  {
    starts: /^---- (\S.*?) stdout ----$/,
    find(lines, at, [, name]) {
      const to = endOf(lines, at + 1, /^(?:---- |failures:|$)/, 30);
      const error = nextMatch(lines, at + 1, /^(?:Error: |error(?:\[\w+\])?: )(\S.*)$/, { max: to - at });
      return error && { headline: said(name, error.match[1]), tool: 'cargo', rank: RANK.test, at, to: to - 1 };
    },
  },
  rule('cargo', RANK.suite - 2, /^test (\S.*) \.\.\. FAILED$/, ([, name]) => `${name} failed`),
  rule(
    'cargo',
    RANK.suite - 3,
    /^\s+(?:FAIL|SIGABRT|SIGSEGV|TIMEOUT|ABORT) \[\s*[\d.]+s\]\s+(?:\(.*?\) )?(\S.*)$/,
    ([, name]) => `${name} failed`,
  ),
];

import { type Detector, endOf, nextMatch, nextText, placed, RANK, rule, said } from '../finding.ts';

export const php: readonly Detector[] = [
  {
    // Pest
    starts: /^\s*FAILED\s+(Tests\\\S+ > \S.*)$/,
    find(lines, at, [, path = '']) {
      const to = endOf(lines, at + 1, /^\s*at \S+\.php:\d+/, 30);
      const [type = '', ...names] = path.replace(/\s{2,}\S+$/, '').split(' > ');
      const message = (lines[nextText(lines, at + 1, 3)] ?? '').trim();
      return {
        headline: said([type.split('\\').at(-1), ...names].join(' › '), message),
        tool: 'pest',
        rank: RANK.test,
        at,
        to: to - 1,
      };
    },
  },
  rule(
    'php',
    RANK.exception + 2,
    /^(?:PHP )?(?:Fatal|Parse) error: {1,2}(?:Uncaught )?(\S.*?) in (\S+?)(?: on line |:)(\d+)$/,
    ([, text, file, line]) => placed(text ?? '', file, line),
  ),
  {
    starts: /^\s*Your requirements could not be resolved to an installable set of packages\.$/,
    find(lines, at, [text]) {
      const problem = nextMatch(lines, at + 1, /^\s+- (\S.*)$/, { max: 6 })?.match[1];
      return { headline: problem ?? text.trim(), tool: 'composer', rank: RANK.tool, at, to: at + 6 };
    },
  },
  {
    // Composer
    starts: /^ {2}Problem 1$/,
    find(lines, at) {
      const problem =
        nextMatch(lines, at + 1, /^ {4}- (\S.* -> .*)$/, { max: 4 }) ??
        nextMatch(lines, at + 1, /^ {4}- (\S.*)$/, { max: 4 });
      return problem && { headline: problem.match[1] ?? '', tool: 'composer', rank: RANK.tool, at, to: problem.at };
    },
  },
  {
    starts: /^\s*In (\w+\.php) line (\d+):$/,
    find(lines, at, [, file, line]) {
      const text = (lines[nextText(lines, at + 1, 3)] ?? '').trim();
      return text
        ? { headline: placed(text, file, line), tool: 'php', rank: RANK.exception + 1, at, to: at + 4 }
        : undefined;
    },
  },
  {
    // PHPStan
    starts: /^\s*Line {3}(\S+\.php)$/,
    find(lines, at, [, file]) {
      const first = nextMatch(lines, at + 1, /^\s{1,3}:?(\d+) {2,}(\S.*)$/, { max: 4 });
      return (
        first && {
          headline: placed(first.match[2] ?? '', file, first.match[1]),
          tool: 'phpstan',
          rank: RANK.compile,
          at,
          to: first.at + 2,
        }
      );
    },
  },
  rule(
    'ruby',
    RANK.exception + 1,
    /^(?:\S+\.rb:\d+:in [`'].*': )(\S.*\((?:\w+::)*\w*(?:Error|Exception|NotFound)\w*\))$/,
  ),
  rule('rake', RANK.wrapper + 5, /^(rake aborted!|rails aborted!)$/),
  rule(
    'bundler',
    RANK.tool,
    /^(Could not find (?:gem|compatible versions|\S+ in ).*|Bundler could not find .*|Your Ruby version is .*)$/,
  ),
  rule(
    'rubocop',
    RANK.compile,
    /^([\w./-]+\.rb):(\d+):\d+: [CWEF]: (?:\[Correctable\] )?(\S.*)$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
];

import { type Detector, type Finding, lastMatch, nextMatch, RANK, rule, said } from '../finding.ts';

const NPM = /^npm (?:ERR!|error)\s?/;
/** Lines of npm that only close an error. */
const CLOSING =
  /^(?:code|errno|syscall|path|dest|command|A complete log|cwd|Lifecycle script|workspace|location|signal|$|Test failed\.|Exit status|Failed at the|This is probably not|\S+@\S+ \w+: `|in workspace|node -v|npm -v|not with npm itself|errno \d)/i;

const wordsOf = (line: string): string => line.replace(NPM, '').trim();

/** Npm's lines from `at`, without the prefix. */
const blockOf = (lines: readonly string[], at: number): string[] => {
  const block: string[] = [];
  for (let next = at; next < Math.min(lines.length, at + 60); next++) {
    const line = lines[next] ?? '';
    if (NPM.test(line)) block.push(wordsOf(line));
    else if (line.trim() && !/^npm (?:warn|notice|verb|timing)/i.test(line)) break;
  }
  return block;
};

const without = (text: string, code: string): string =>
  text
    .replace(
      new RegExp(`^(?:${code.replace(/^E/, 'E?')}|not(?:arget|sup)|network|${code.slice(1).toLowerCase()})\\s+`, 'i'),
      '',
    )
    .trim();

const resolution = (block: readonly string[]): string => {
  const reason = block.findIndex((line) => /Could not resolve dependency:|Conflicting peer dependency:/.test(line));
  const peer =
    reason < 0
      ? undefined
      : block
          .slice(reason + 1, reason + 3)
          .map((line) => line.replace(/^ERESOLVE\s*/, ''))
          .find(Boolean);
  const own = block.find((line) => /^ERESOLVE (?:unable|could not)\b/.test(line));
  const resolving = block.map((line) => /^(?:ERESOLVE )?While resolving: (\S+)$/.exec(line)?.[1]).find(Boolean);
  return said(own ?? 'ERESOLVE unable to resolve dependency tree', peer ?? resolving);
};

const npm = (lines: readonly string[], at: number, code: string): Finding | undefined => {
  const block = blockOf(lines, at);
  const finding = (headline: string, rank: number = RANK.tool): Finding => ({
    headline,
    tool: 'npm',
    rank,
    at,
    to: at + Math.min(12, block.length),
  });
  if (code === 'ERESOLVE') return finding(resolution(block));
  if (/^\d+$|^ELIFECYCLE$/.test(code)) {
    // A package's own script printed these lines.
    const inner = block
      .map((line) => line.replace(/^gyp ERR! (?:stack )?/, ''))
      .find(
        (line) =>
          /\b(?:error|not found|cannot|failed)\b/i.test(line) &&
          !CLOSING.test(line) &&
          !/^(?:gyp ERR! )?(?:build error|configure error|command failed)$/i.test(line),
      );
    const installed = block.map((line) => /^path \S*\/node_modules\/(\S+)$/.exec(line)?.[1]).find(Boolean);
    return inner ? finding(said(installed, inner.replace(/^Error: /, '')), RANK.tool - 1) : undefined;
  }
  const required = block.map((line) => /Required: (\{.*\})$/.exec(line)?.[1]).find(Boolean);
  if (code === 'EBADENGINE' && required) {
    const actual = block.map((line) => /Actual: +(\{.*\})$/.exec(line)?.[1]).find(Boolean);
    return finding(`EBADENGINE: required ${required}${actual ? `, actual ${actual}` : ''}`);
  }
  const words = block
    .filter((line) => !CLOSING.test(line))
    .map((line) => (code === 'E404' ? line.replace(/^404 +(?!Not Found)/, '') : without(line, code)));
  const text = words.find((line) => line && !/^In most cases|^Note that|^or is not/.test(line)) ?? '';
  const detail = /in sync|is in sync/.test(words.slice(0, 3).join(' '))
    ? block.find((line) => /^(?:Missing|Invalid): /.test(line))
    : undefined;
  if (code === 'EUSAGE' && detail) return finding(`package.json and package-lock.json are not in sync: ${detail}`);
  if (!text) return finding(code);
  return finding(text.includes(code) ? text.replace(/^Error: /, '') : `${code}: ${text}`);
};

export const packages: readonly Detector[] = [
  { starts: /^npm (?:ERR!|error) code (\S+)$/, find: (lines, at, [, code = '']) => npm(lines, at, code) },
  rule(
    'npm',
    RANK.tool,
    /^npm (?:ERR!|error) (Missing script: .*|Unknown command: .*|Invalid .*|could not determine executable to run|No workspaces found.*|need auth .*|Tracker "idealTree" already exists|Exit handler never called!|Unsupported engine.*|cb\(\) never called!)$/i,
  ),
  rule(
    'npm',
    RANK.wrapper,
    /^npm (?:ERR!|error) (Lifecycle script `.*` failed with error|Test failed\..*|.* lifecycle script .*)/,
  ),
  {
    starts: /^error (?!Command failed)(\S.*)$/,
    find(lines, at, [, text = '']) {
      // yarn 1 begins each of its errors like this; so do others, which have a colon.
      if (/^(?:TS\d+|CS\d+|during build)/.test(text)) return undefined;
      const isYarn =
        lastMatch(lines, at, /^yarn (?:run|install) v1|^\[\d\/\d\] /, 60) !== undefined ||
        nextMatch(lines, at + 1, /^info (?:Visit|If you think)/, { max: 3 }) !== undefined;
      return isYarn
        ? {
            headline: text.replace(/^An unexpected error occurred: "(.*)"\.$/, '$1'),
            tool: 'yarn',
            rank: RANK.tool,
            at,
            to: at + 2,
          }
        : undefined;
    },
  },
  rule(
    'yarn',
    RANK.tool,
    /^➤ (YN(?!0000)\d{4}): (?:│ |└ |┌ )?(\S.*(?:not found|forbidden|can't|cannot|couldn't|failed|doesn't|No candidates|error|exited|mismatch|modified|Invalid|missing|unauthorized|isn't).*)$/i,
    ([, code, text]) => (code === 'YN0009' ? undefined : `${code}: ${text}`),
  ),
  rule('yarn', RANK.tool - 2, /^➤ YN0009: (?:│ )?(\S.*)$/),
  rule('yarn', RANK.tool, /^(?:Usage Error|Internal Error): (\S.*)$/),
  rule(
    'pnpm',
    RANK.tool,
    /^\s*(ERR_PNPM_(?!RECURSIVE_RUN|RECURSIVE_EXEC)\w+)\s+(\S.*)$/,
    ([, code, text]) => `${code}: ${text}`,
  ),
  rule('pnpm', RANK.wrapper, /^\s*(?:\S+: )?(?:ERR_PNPM_RECURSIVE_\w+|ELIFECYCLE)\s+(\S.*)$/),
  rule('composer', RANK.tool, /^\s*(Could not find package .*|The requested PHP extension .*)$/),
];

/**
 * How specific an error is. The most specific error of a log is its news, and of equally specific ones the first.
 * A wrapper only reports that the program which it ran has failed.
 */
export const RANK = {
  test: 100,
  compile: 95,
  resource: 90,
  suite: 85,
  tool: 80,
  exception: 60,
  line: 40,
  wrapper: 20,
} as const;

export interface Finding {
  /** One line, not yet redacted and of any length. */
  readonly headline: string;
  readonly tool?: string | undefined;
  readonly rank: number;
  /** The first line that belongs to the error. */
  readonly at: number;
  /** The last line that belongs to the error. Default: `at`. */
  readonly to?: number | undefined;
}

/** Recognises one kind of error. */
export interface Detector {
  /** Matches the first line of the error. It runs in linear time. */
  readonly starts: RegExp;
  /** Reads the error from its first line. It looks at no more than {@link REACH} lines before and after. */
  find(lines: readonly string[], at: number, match: RegExpExecArray): Finding | undefined;
}

/** How far a detector looks. */
const REACH = 60;

type Words = (match: RegExpExecArray, lines: readonly string[], at: number) => string | undefined;

/** An error on one line. By default the headline is the first group of the pattern, or all that it matches. */
export const rule = (
  tool: string | undefined,
  rank: number,
  starts: RegExp,
  words: Words = ([all, first]) => first ?? all,
): Detector => ({
  starts,
  find(lines, at, match) {
    const headline = words(match, lines, at)?.trim();
    return headline ? { headline, tool, rank, at } : undefined;
  },
});

/** The first line at or after `from`, of at most `max` lines, that has text. -1 if there is none. */
export const nextText = (lines: readonly string[], from: number, max = 8): number => {
  for (let at = from; at < Math.min(lines.length, from + max); at++) if (lines[at]?.trim()) return at;
  return -1;
};

/** The first line at or after `from`, of at most `max` lines, that matches. It ends before a line that matches `stop`. */
export const nextMatch = (
  lines: readonly string[],
  from: number,
  pattern: RegExp,
  { max = REACH, stop }: { max?: number; stop?: RegExp } = {},
): { at: number; match: RegExpExecArray } | undefined => {
  for (let at = Math.max(0, from); at < Math.min(lines.length, from + max); at++) {
    const line = lines[at] ?? '';
    const match = pattern.exec(line);
    if (match) return { at, match };
    if (stop?.test(line)) return undefined;
  }
  return undefined;
};

/** The last line before `from`, of at most `max` lines, that matches. */
export const lastMatch = (
  lines: readonly string[],
  from: number,
  pattern: RegExp,
  max = REACH,
): RegExpExecArray | undefined => {
  for (let at = from - 1; at >= Math.max(0, from - max); at--) {
    const match = pattern.exec(lines[at] ?? '');
    if (match) return match;
  }
  return undefined;
};

/** The line at which a block ends: the first that matches `stop` at or after `from`, at most `max` lines on. */
export const endOf = (lines: readonly string[], from: number, stop: RegExp, max = REACH): number => {
  const end = Math.min(lines.length, from + max);
  for (let at = from; at < end; at++) if (stop.test(lines[at] ?? '')) return at;
  return end;
};

/** What {@link said} puts between a name and a message, until both are redacted. */
export const JOINT = '\u0001: \u0001';

/**
 * `name: message`, or the one of them that is known. They are joined with {@link JOINT}, so that the message of a test with
 * a name such as `rejects a wrong password` is not taken for a password.
 */
export const said = (name: string | undefined, message: string | undefined): string =>
  [name?.trim(), message?.trim()].filter(Boolean).join(JOINT);

/** The parts of a test's path. */
export const joined = (parts: readonly (string | undefined)[]): string =>
  parts
    .map((part) => part?.trim())
    .filter(Boolean)
    .join(' › ');

/** `message (file:line)`. */
export const placed = (message: string, file: string | undefined, line?: string | undefined): string =>
  file ? `${message.trim()} (${relative(file)}${line ? `:${line}` : ''})` : message.trim();

/** Folders in which build services keep the sources. */
const ROOTS =
  /(?<![\w.)@-])(?:file:\/\/)?(?:\/codebuild\/output\/src\w*\/src\w*\/(?:(?:[\w-]+\.)+(?:com|org|net|io|dev)\/(?:v1\/repos\/[^/\s]+|[^/\s]+\/[^/\s]+)\/|s3\/\d+\/)?|\/codebuild\/(?:output\/tmp|readonly|local-cache\/custom\/[^/\s]+)\/|\/home\/runner\/work\/[^/\s]+\/[^/\s]+\/|\/Users\/runner\/work\/[^/\s]+\/[^/\s]+\/|[A-Z]:\\a\\[^\\\s]+\\[^\\\s]+\\|\/github\/workspace\/|\/var\/lib\/jenkins\/workspace\/[^/\s]+\/|\/home\/circleci\/project\/|\/builds\/[^/\s]+\/[^/\s]+\/|\/bitbucket\/pipelines\/agent\/build\/|\/usr\/src\/(?:app|myapp)\/|\/workspace\/|\/app\/(?=[\w./-]*\.\w))/g;

/** The folder of the sources itself. */
const ROOT = /\/codebuild\/output\/src\w*\/src\w*(?![\w/.-])/g;

/** Text without the folders of the build's machine: paths start at the repository. */
export const withoutRoots = (text: string): string => text.replace(ROOTS, '').replace(ROOT, '.');

const OWN_FOLDERS = /^\/.*?\/((?:src|test|tests|lib|app|apps|packages|spec|pkg|cmd|internal|services|modules)\/.+)$/;

/** The path of a source file, from the root of the repository where that can be seen. */
export const relative = (file: string): string => {
  const own = withoutRoots(file.trim()).replace(/^\.[\\/]/, '');
  if (!own.startsWith('/')) return own;
  return OWN_FOLDERS.exec(own)?.[1] ?? own.split('/').slice(-2).join('/');
};

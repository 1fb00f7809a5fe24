import { clean, cut } from '../../../text/clean.ts';
import { redact } from '../../../text/redact.ts';
import { withoutRoots } from './finding.ts';
import { isClosing, isNoise } from './noise.ts';

const MAX_LINES = 12;
const MAX_CHARS = 1500;
const MAX_LINE_CHARS = 240;
const MAX_LINE_READ = 1000;
/** Lines of a stack after the first say where, not what. */
const MAX_STACK = 2;
const STACK = /^\s*(?:at (?:\S+ )?\(?\S+[:)]|\.{3} \d+ (?:more|common)|❯ \S+:\d+|# \.?\/\S+:\d+:in )/;

/** Cleans a line and keeps its indent, which diffs and code need. */
const cleaned = (line: string): string => {
  const text = clean(line.replaceAll('\t', '  '), MAX_LINE_READ).replaceAll('\n', ' ');
  return `${' '.repeat(Math.min(8, line.search(/\S|$/)))}${text}`;
};

/** Text that differs only in marks, spaces, the name of its level and a count is the same. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/^(?:\W{0,4}(?:error|fatal|warning)\W{1,3}){1,2}/i, '')
    .replace(/ \(\+\d+ more\)$/, '')
    .replace(/\W+/g, ' ')
    .trim();

const draw = (lines: readonly string[], headline: string | undefined): string | undefined => {
  const redacted = redact(lines.map(cleaned).join('\n'))
    .split('\n')
    .map((line) => withoutRoots(line).trimEnd());
  const repeated = headline === undefined ? '' : bare(headline);
  const shown = redacted.filter(
    (line, at) => line.trim() && bare(line) !== repeated && (at === 0 || line !== redacted[at - 1]),
  );
  const drawn: string[] = [];
  let chars = 0;
  for (const line of shown) {
    const text = cut(line, MAX_LINE_CHARS);
    if (drawn.length === MAX_LINES || chars + text.length + 1 > MAX_CHARS) break;
    drawn.push(text);
    chars += text.length + 1;
  }
  return drawn.join('\n') || undefined;
};

/** Without empty lines, lines that only frame an error, and long stacks. */
const useful = (lines: readonly string[]): string[] => {
  let stack = 0;
  return lines.filter((line) => {
    if (!line.trim() || isNoise(line) || isClosing(line)) return false;
    stack = STACK.test(line) ? stack + 1 : 0;
    return stack <= MAX_STACK;
  });
};

/**
 * The lines of an error: those that belong to it, then those after it, and those before it if there is room. At most 12
 * lines and 1,500 characters, without colours, times, progress, secrets and the lines that only frame an error or repeat
 * its headline.
 * @param place the first and the last line of the error. Without it, the last lines of the log are taken.
 */
export const excerptOf = (
  lines: readonly string[],
  place: { readonly at: number; readonly to: number } | undefined,
  headline: string | undefined,
): string | undefined => {
  if (!place) return draw(useful(lines.slice(-60)).slice(-3), headline);
  const own = useful(lines.slice(place.at, Math.min(place.to, place.at + 60) + 1)).slice(0, MAX_LINES);
  const after = useful(lines.slice(place.to + 1, place.to + 20)).slice(0, Math.min(3, MAX_LINES - own.length));
  const before = useful(lines.slice(Math.max(0, place.at - 20), place.at)).slice(
    -Math.min(2, Math.max(0, MAX_LINES - own.length - after.length)) || lines.length,
  );
  return draw([...before, ...own, ...after], headline);
};

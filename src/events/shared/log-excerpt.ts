import { clean, cut } from '../../text/clean.ts';
import { redact } from '../../text/redact.ts';

const MAX_LINES = 12;
const MAX_CHARS = 1500;
const MAX_LINE_CHARS = 240;
/** What is read of a log from its end: more than builds write in the lines that are asked for. */
const MAX_READ_LINES = 120;
const MAX_READ_LINE_CHARS = 2000;
const MAX_READ_CHARS = 40_000;

/** What a line begins with that says only when or where it was written. */
const PREFIX =
  /^(?:\[Container\] )?(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?)\s+/;

/** What CodeBuild says of every build; why a phase failed it says apart from the log, too. Bars and spinners. */
const CHATTER = [
  /^(?:Entering phase|Running command|Phase (?:is )?complete: |Phase context status code:|Phases found|Expanding |Assembling )/,
  /^(?:No matching |Set report auto-discover|Found 0 file|Registering with agent|Processing environment|Selecting )/,
  /^(?:Moving to directory|Configuring ssm|Successfully updated ssm|Waiting for agent)/,
  /^[\s\d.,:=>#|/\\*▏▎▍▌▋▊▉█░▒▓⠁-⣿[\]()%-]*$/u,
];

/** Downloads and progress, unless something went wrong with them. */
const PROGRESS = [
  /^\W*(?:download(?:ing|ed)\b|fetch(?:ing|ed)\b|progress\b|resolving deltas|receiving objects|remote: |using cached)/i,
  /\b\d{1,3}(?:\.\d+)?\s?%(?:\s|$|\|)/,
  /^[0-9a-f]{12}: (?:pull|wait|verif|download|extract|push|prepar|layer|mount)/i,
  /^npm (?:http|timing|verb|sill|notice)/,
  /^(?:added|changed|removed|audited) \d+ packages/,
];

/** What the last lines of every failing build are: they say again that it failed. */
const ECHO = /^(?:npm (?:ERR!|error)|Command did not exit|make(?:\[\d+\])?: \*\*\*|error Command failed|ELIFECYCLE)/i;

const MARKER =
  /\b(?:error|err!|errors|fail|failed|failure|failures|fails|fatal|panic|exception|traceback|denied|refused|forbidden|unauthorized|not found|no such|cannot|can't|could not|couldn't|unable|undefined|unexpected|timed? ?out|killed|aborted|assert\w*|invalid|missing|conflict|rollback|exit (?:code|status) [1-9]\d*)\b|\w(?:Error|Exception)\b|[✗✘✖×●]|^\s*>?\s*E\s{2,}/i;
const HARMLESS = /\b(?:0|no) (?:errors?|failures?|failed)\b|\b(?:errors?|failures?|failed):? 0\b|without errors?/i;

const isMarked = (line: string): boolean => MARKER.test(line) && !HARMLESS.test(line);

const isNoise = (line: string): boolean =>
  CHATTER.some((pattern) => pattern.test(line)) || (!isMarked(line) && PROGRESS.some((pattern) => pattern.test(line)));

/** The last lines, of which none is cut in front. */
const lastLines = (messages: readonly (string | undefined)[]): string[] => {
  const lines: string[] = [];
  let chars = 0;
  for (const message of messages.toReversed()) {
    const own = (message ?? '')
      .slice(0, MAX_READ_CHARS)
      .replace(/\r?\n$/, '')
      .split('\n')
      .slice(-MAX_READ_LINES);
    for (const line of own.reverse()) {
      chars += Math.min(line.length, MAX_READ_LINE_CHARS);
      if (chars > MAX_READ_CHARS || lines.length === MAX_READ_LINES) return lines.reverse();
      lines.push(line.slice(0, MAX_READ_LINE_CHARS));
    }
  }
  return lines.reverse();
};

/** Keeps indents, which stack traces and differences are read by. */
const cleanLog = (line: string): string => {
  // What a progress bar has overwritten nobody has seen.
  const seen = line.trimEnd().split('\r').at(-1) ?? '';
  const text = clean(seen, MAX_READ_LINE_CHARS);
  return `${' '.repeat(Math.min(8, seen.search(/\S|$/)))}${text.replaceAll('\n', ' ')}`;
};

const linesOf = (messages: readonly (string | undefined)[]): string[] =>
  redact(lastLines(messages).map(cleanLog).join('\n'))
    .split('\n')
    .map((line) => line.replace(PREFIX, '').trimEnd())
    .filter((line) => line !== '' && !isNoise(line));

/** How much each line is worth: errors and what follows them, then the last lines, then what leads up to an error. */
const weigh = (lines: readonly string[]): number[] => {
  const worth = lines.map((_, at): number => (at >= lines.length - 3 ? 3 : 0));
  const raise = (at: number, value: number) => {
    if (at >= 0 && at < worth.length) worth[at] = Math.max(worth[at] ?? 0, value);
  };
  for (const [at, line] of lines.entries()) {
    if (!isMarked(line)) continue;
    if (ECHO.test(line)) {
      raise(at, 2);
      continue;
    }
    raise(at, 5);
    raise(at + 1, 4);
    raise(at + 2, 3);
    raise(at + 3, 2);
    raise(at - 1, 2);
  }
  return worth;
};

/**
 * The lines of a build's log that matter: those around errors and the last ones, without colours, times, progress and
 * secrets; at most 12 lines and 1,500 characters. `…` stands where lines were left out.
 * @returns `undefined` where nothing readable is left.
 */
export const excerpt = (messages: readonly (string | undefined)[]): string | undefined => {
  const lines = linesOf(messages);
  const worth = weigh(lines);
  const ranked = [...lines.keys()]
    .filter((at) => (worth[at] ?? 0) > 0)
    .sort((a, b) => (worth[b] ?? 0) - (worth[a] ?? 0) || a - b);

  const draw = (count: number): string[] => {
    const chosen = ranked.slice(0, count).sort((a, b) => a - b);
    return chosen.flatMap((at, index) => {
      const gap = index > 0 && at !== (chosen[index - 1] ?? 0) + 1;
      return [...(gap ? ['…'] : []), cut(lines[at] ?? '', MAX_LINE_CHARS)];
    });
  };
  for (let count = Math.min(MAX_LINES, ranked.length); count > 0; count--) {
    const drawn = draw(count);
    const text = drawn.join('\n');
    if (drawn.length <= MAX_LINES && text.length <= MAX_CHARS) return text;
  }
  return undefined;
};

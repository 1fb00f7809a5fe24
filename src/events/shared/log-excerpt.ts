import { clean, cut } from '../../text/clean.ts';
import { redact } from '../../text/redact.ts';

const MAX_LINES = 12;
const MAX_CHARS = 1500;
const MAX_LINE_CHARS = 240;
/** Upper bounds for the part that is read from the end of a log. The requested lines rarely exceed them. */
const MAX_READ_LINES = 120;
const MAX_READ_LINE_CHARS = 2000;
const MAX_READ_CHARS = 40_000;

/** A timestamp or container prefix at the start of a line. */
const PREFIX =
  /^(?:\[Container\] )?(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?)\s+/;

/** Lines that CodeBuild writes for every build, progress bars and spinners. BatchGetBuilds reports a phase's error. */
const CHATTER = [
  /^(?:Entering phase|Running command|Phase (?:is )?complete: |Phase context status code:|Phases found|Expanding |Assembling )/,
  /^(?:No matching |Set report auto-discover|Found 0 file|Registering with agent|Processing environment|Selecting )/,
  /^(?:Moving to directory|Configuring ssm|Successfully updated ssm|Waiting for agent)/,
  /^[\s\d.,:=>#|/\\*▏▎▍▌▋▊▉█░▒▓⠁-⣿[\]()%-]*$/u,
];

/** Downloads and progress. Kept if the line contains an error. */
const PROGRESS = [
  /^\W*(?:download(?:ing|ed)\b|fetch(?:ing|ed)\b|progress\b|resolving deltas|receiving objects|remote: |using cached)/i,
  /\b\d{1,3}(?:\.\d+)?\s?%(?:\s|$|\|)/,
  /^[0-9a-f]{12}: (?:pull|wait|verif|download|extract|push|prepar|layer|mount)/i,
  /^npm (?:http|timing|verb|sill|notice)/,
  /^(?:added|changed|removed|audited) \d+ packages/,
];

/** The last lines of every failed build, which only repeat that it failed. */
const ECHO = /^(?:npm (?:ERR!|error)|Command did not exit|make(?:\[\d+\])?: \*\*\*|error Command failed|ELIFECYCLE)/i;

const MARKER =
  /\b(?:error|err!|errors|fail|failed|failure|failures|fails|fatal|panic|exception|traceback|denied|refused|forbidden|unauthorized|not found|no such|cannot|can't|could not|couldn't|unable|undefined|unexpected|timed? ?out|killed|aborted|assert\w*|invalid|missing|conflict|rollback|exit (?:code|status) [1-9]\d*)\b|\w(?:Error|Exception)\b|[✗✘✖×●]|^\s*>?\s*E\s{2,}/i;
const HARMLESS = /\b(?:0|no) (?:errors?|failures?|failed)\b|\b(?:errors?|failures?|failed):? 0\b|without errors?/i;

const isMarked = (line: string): boolean => MARKER.test(line) && !HARMLESS.test(line);

const isNoise = (line: string): boolean =>
  CHATTER.some((pattern) => pattern.test(line)) || (!isMarked(line) && PROGRESS.some((pattern) => pattern.test(line)));

/** The last lines. Long lines keep their start. */
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

/** Cleans a line and keeps its indent, which stack traces and diffs need. */
const cleanLog = (line: string): string => {
  // Text before a carriage return was overwritten on screen.
  const visible = line.trimEnd().split('\r').at(-1) ?? '';
  const text = clean(visible, MAX_READ_LINE_CHARS);
  return `${' '.repeat(Math.min(8, visible.search(/\S|$/)))}${text.replaceAll('\n', ' ')}`;
};

const linesOf = (messages: readonly (string | undefined)[]): string[] =>
  redact(lastLines(messages).map(cleanLog).join('\n'))
    .split('\n')
    .map((line) => line.replace(PREFIX, '').trimEnd())
    .filter((line) => line !== '' && !isNoise(line));

/** The weight of each line: errors and the lines after them first, then the last lines, then the line before an error. */
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
 * An excerpt of a build's log: the lines around errors and the last lines, without colours, times, progress and secrets.
 * At most 12 lines and 1,500 characters. `…` marks omitted lines. It is redacted before it is cut.
 * @returns `undefined` if nothing readable is left.
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

import { withoutColours } from '../../../text/clean.ts';

/** Upper bounds for what is read from the end of a log, so that 1 MB takes less than 50 ms. */
export const MAX_LINES = 5000;
export const MAX_CHARS = 500_000;
/** The rest of a longer line is not read. */
const MAX_LINE_CHARS = 1000;

/** A line with its colours. */
const MAX_RAW_CHARS = 4 * MAX_LINE_CHARS;

/** Times at the start of a line, with the names that build services put before them. */
const TIME =
  /^(?:\[Container\] )?(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?)[ \t]/;
const STEP = /^#(\d{1,3}) (?:(?:\d{1,5}\.\d{1,3}) )?/;
const TERRAGRUNT = /^(?:STDOUT|STDERR) +(?:\[[^\]\s]{1,100}\] )?(?:terraform|tofu): ?/;
const COMPOSE = /^([a-z][\w.-]{0,60}[-_]\d{1,3}) {0,40}\| /;
/** The colour codes of a log that lost its escape characters. */
const BROKEN_COLOUR = /[\ufffd␛]?\[\d{1,3}(?:;\d{1,3}){0,4}m/g;

/** Longer runs say no more, and would make patterns slow. */
const MAX_SPACES = 100;
const SPACES = /(?<![ \t])[ \t]{101,}/g;

/** A line of a log. `stream` names the parallel worker that wrote it. */
export interface LogLine {
  readonly text: string;
  readonly stream?: string | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the start of a colour
const COLOUR = /[\u001b\u009b]/;

/** What is left on the screen: text before a carriage return was overwritten. */
const visible = (raw: string): string => {
  const line = raw.includes('\r')
    ? (raw
        .slice(-MAX_RAW_CHARS)
        .split('\r')
        .findLast((part) => part.trim()) ?? '')
    : raw.slice(0, MAX_RAW_CHARS);
  const plain = COLOUR.test(line) ? withoutColours(line) : line;
  const bare = plain.includes('m') && plain.includes('[') ? plain.replace(BROKEN_COLOUR, '') : plain;
  return bare.replace(SPACES, (run) => run.slice(0, MAX_SPACES));
};

const withoutTimes = (line: string): string => {
  let rest = line;
  for (let times = 0; times < 3; times++) {
    const time = TIME.exec(rest)?.[0];
    if (!time) break;
    rest = rest.slice(time.length);
  }
  return rest;
};

const lineOf = (raw: string): LogLine => {
  const text = withoutTimes(
    visible(raw)
      .slice(0, MAX_LINE_CHARS)
      .replace(/^\ufeff/, ''),
  );
  const step = STEP.exec(text);
  if (step) return { text: withoutTimes(text.slice(step[0].length)).trimEnd(), stream: `#${step[1]}` };
  const service = COMPOSE.exec(text);
  if (service) return { text: withoutTimes(text.slice(service[0].length)).trimEnd(), stream: service[1] };
  return { text: text.replace(TERRAGRUNT, '').trimEnd() };
};

/** The last lines of a log, within the bounds. */
const lastLines = (messages: readonly (string | undefined)[]): string[] => {
  const lines: string[] = [];
  let chars = 0;
  for (const message of messages.toReversed()) {
    const text = message ?? '';
    // Lines are not split: the error is at the start of the first one.
    const start = text.length > MAX_CHARS ? text.lastIndexOf('\n', text.length - MAX_CHARS) + 1 : 0;
    const own = text
      .slice(start)
      .replace(/\r?\n$/, '')
      .split('\n');
    for (const line of own.reverse()) {
      chars += Math.min(line.length, MAX_LINE_CHARS);
      if (chars > MAX_CHARS || lines.length === MAX_LINES) return lines.reverse();
      lines.push(line);
    }
  }
  return lines.reverse();
};

/** Hides the body of PEM keys, which no single line shows to be secret. */
const withoutKeys = (lines: readonly LogLine[]): LogLine[] => {
  const hidden = new Set<number>();
  let inside = false;
  for (const [at, { text }] of lines.entries()) {
    if (text.includes('-----BEGIN ')) inside = true;
    if (inside) hidden.add(at);
    if (!text.includes('-----END ')) continue;
    // The start of the key may be before the first line that was read.
    for (let up = at; !inside && up >= Math.max(0, at - 80); up--) {
      if (up !== at && !/^[\w+/=]{16,}$/.test(lines[up]?.text ?? '')) break;
      hidden.add(up);
    }
    inside = false;
  }
  return hidden.size === 0
    ? [...lines]
    : lines.flatMap((line, at) => {
        if (!hidden.has(at)) return [line];
        return hidden.has(at - 1) ? [] : [{ ...line, text: '[redacted]' }];
      });
};

/** The start of the lines of a package in a run of many packages: `shop:test: `, `packages/cart test: `, `@shop/cart: `. */
const PACKAGE = /^(@?[\w./-]{1,60}(?::(?=[a-z])[\w:-]{1,40}| [a-z][\w:-]{0,40})?): /;
const SCRIPT = /^([\w@./-]{1,60} [a-z][\w:-]{0,40})\$ /;
/** So many lines of one task show that its name is a prefix, where the announcement is not in the log. */
const MIN_TASK_LINES = 6;
const ANNOUNCED = /^(?:cache (?:miss|hit|bypass)|> )/;

/** Moves the name of a package from the start of its lines to their `stream`. */
const withPackages = (lines: readonly LogLine[]): LogLine[] => {
  const names = new Set<string>();
  const scoped = new Map<string, number>();
  const tasks = new Map<string, number>();
  for (const { text } of lines) {
    const script = SCRIPT.exec(text);
    if (script?.[1]) names.add(script[1]);
    const [start = '', name = ''] = PACKAGE.exec(text) ?? [];
    // Lerna announces nothing, but its packages have a scope.
    if (/^@[\w.-]+\/[\w.-]+$/.test(name)) scoped.set(name, (scoped.get(name) ?? 0) + 1);
    if (!name.includes(':')) continue;
    if (ANNOUNCED.test(text.slice(start.length))) names.add(name);
    tasks.set(name, (tasks.get(name) ?? 0) + 1);
  }
  for (const [name, count] of scoped) if (count > 2) names.add(name);
  for (const [name, count] of tasks) if (count >= MIN_TASK_LINES) names.add(name);
  if (names.size === 0) return [...lines];
  return lines.map((line) => {
    // An empty line of a package ends with the colon.
    const [start = '', name = ''] = PACKAGE.exec(line.text) ?? /^(.{1,100}):$/.exec(line.text) ?? [];
    return names.has(name) ? { text: line.text.slice(start.length), stream: name } : line;
  });
};

/** The lines of a log from its messages: without colours, times and the marks of parallel workers. */
export const readLines = (messages: readonly (string | undefined)[]): LogLine[] =>
  withPackages(withoutKeys(lastLines(messages).map(lineOf)));

/** Puts the lines of each parallel worker together, at the place of its first line. */
export const untangled = (lines: readonly LogLine[]): string[] => {
  if (!lines.some(({ stream }) => stream !== undefined)) return lines.map(({ text }) => text);
  const first = new Map<string, number>();
  const keyed = lines.map(({ text, stream }, at) => {
    if (stream !== undefined && !first.has(stream)) first.set(stream, at);
    return { text, key: stream === undefined ? at : (first.get(stream) ?? at) };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ text }) => text);
};

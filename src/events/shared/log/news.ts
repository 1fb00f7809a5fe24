import { cut } from '../../../text/clean.ts';
import { redactedLine } from '../../../text/redact.ts';
import { countOf } from './counts.ts';
import { candidatesFor, DETECTORS, mayStart } from './detectors.ts';
import { excerptOf } from './excerpt.ts';
import { type Finding, JOINT, RANK, withoutRoots } from './finding.ts';
import { type Section, sectionsOf } from './frames.ts';
import { genericError } from './generic.ts';
import { readLines, untangled } from './prepare.ts';

export const MAX_HEADLINE_CHARS = 200;
/** After so many lines that look like the start of an error, a detector is not asked again in one part of a log. */
const MAX_STARTS = 100;

/** What a log says about a failure. */
export interface News {
  /** One line of at most 200 characters. `undefined` if the log contains no error. */
  readonly headline: string | undefined;
  /** The program that reported the error, such as `jest` or `tsc`. */
  readonly tool: string | undefined;
  readonly excerpt: string | undefined;
}

/** Of more lines that look like the start of an error, those in the middle are not read: a log is read from both ends. */
export const MAX_FIRST_STARTS = 800;
export const MAX_LAST_STARTS = 1200;

export const limited = <T>(starts: readonly T[]): readonly T[] =>
  starts.length > MAX_FIRST_STARTS + MAX_LAST_STARTS
    ? [...starts.slice(0, MAX_FIRST_STARTS), ...starts.slice(-MAX_LAST_STARTS)]
    : starts;

/** The most specific error of a part of a log. */
const bestOf = (lines: readonly string[]): Finding | undefined => {
  const starts = new Array<number>(DETECTORS.length).fill(0);
  let best: Finding | undefined;
  const text = (at: number): string => (lines[at] ?? '').replace(/^##\[error\]/, '');
  for (const at of limited([...lines.keys()].filter((each) => mayStart(text(each))))) {
    const line = text(at);
    for (const index of candidatesFor(line)) {
      const detector = DETECTORS[index];
      if (!detector || (starts[index] ?? 0) >= MAX_STARTS) continue;
      const match = detector.starts.exec(line);
      if (!match) continue;
      starts[index] = (starts[index] ?? 0) + 1;
      const found = detector.find(lines, at, match);
      if (found && found.rank > (best?.rank ?? 0)) best = found;
    }
  }
  return best;
};

/** The last line that reports a success of the whole of what ran before it. */
const SUCCESS =
  /^(?:\[INFO\] BUILD SUCCESS|BUILD SUCCESSFUL\b|Build succeeded\.|test result: ok\.|OK \(\d+|Apply complete!|Successfully (?:built|tagged|installed) |Tests:\s+(?:\d+ \w+, )*\d+ passed, \d+ total|\s*Tests\s+\d+ passed|\s*\d+ passing\b|=+ \d+ passed.* =+|\d+ examples, 0 failures|ok\s+\S+\s+[\d.]+s|Done in [\d.]+ ?m?s|Passed!\s|#\d+ DONE|#\d+ exporting|✨ +Done|.*\b0 failed\b)/;
const EVIDENCE =
  /\b(?:exit(?:ed)?(?: with)? (?:code|status):? [1-9]|did not (?:exit|complete) successfully|BUILD FAIL|Build failed|ELIFECYCLE|non-zero)|^make(?:\[\d+\])?: \*\*\*|State: FAILED/i;

interface Part {
  readonly lines: readonly string[];
  readonly ending: Section['ending'];
}

/** The error that a part without an error of a known form ends with. */
const fallbackOf = ({ lines, ending }: Part, failed: boolean): Finding | undefined => {
  if (ending === 'succeeded') return undefined;
  const success = lines.findLastIndex((line) => SUCCESS.test(line));
  const rest = genericError(lines.slice(success + 1), failed);
  if (rest) return { ...rest, at: rest.at + success + 1, to: (rest.to ?? rest.at) + success + 1 };
  return failed && success > 0 ? genericError(lines.slice(0, success), true) : undefined;
};

/** Exceptions and lines before a success were handled: a program that ends well may print them. */
const isOver = (found: Finding, { lines }: Part): boolean =>
  found.rank < RANK.tool && lines.some((line, at) => at > (found.to ?? found.at) && SUCCESS.test(line));

/** The error of a log, and the part in which it stands. */
const errorOf = (parts: readonly Part[]): { part: Part; found: Finding } | undefined => {
  const failed = parts.some(({ lines, ending }) => ending === 'failed' || lines.some((line) => EVIDENCE.test(line)));
  const wholeFailed = parts.some(({ ending }) => ending === 'failed');
  // The command that failed first, then what follows it, then what ran before it and did not end the build.
  const order = ['failed', 'unknown', 'succeeded'] as const;
  let wrapper: { part: Part; found: Finding } | undefined;
  for (const ending of order) {
    for (const part of parts.filter((each) => each.ending === ending)) {
      if (ending === 'succeeded' && !wholeFailed) continue;
      const known = bestOf(part.lines);
      const usable = known && !(isOver(known, part) && ending !== 'failed') ? known : undefined;
      // An error of a command that was followed by others counts only if it is certain.
      if (usable && usable.rank >= (ending === 'succeeded' ? RANK.suite : RANK.line)) return { part, found: usable };
      const fallback = ending === 'succeeded' ? undefined : fallbackOf(part, failed);
      const best = [usable, fallback].filter((each) => each !== undefined).sort((a, b) => b.rank - a.rank)[0];
      if (best && best.rank >= RANK.line) return { part, found: best };
      if (best && best.rank > (wrapper?.found.rank ?? 0)) wrapper = { part, found: best };
    }
  }
  return wrapper;
};

/** What the AWS SDK for Go puts before the code and the message of an error. */
const SDK_CALL =
  /operation error [\w ]{1,40}: \w{1,60}, (?:exceeded maximum number of attempts, \d+, )?https response error StatusCode: \d+, (?:RequestID: [\w-]{0,80}, )?(?:HostID: [^\s,]{0,120}, )?(?:api error )?/;
/** The whole selector that Kubernetes prints in front of what is wrong with it. */
const OBJECT = /: v1\.\w{1,40}\{\S{1,400}\}(?=: )/;
const PLACE = / \([^\s()]{1,100}:\d{1,7}\)$/;

/** One line without the folders of the build, redacted and cut. The count of further failures is kept. */
const headlineOf = (found: Finding, lines: readonly string[]): string | undefined => {
  const count = found.rank >= RANK.compile - 4 ? (countOf(lines, found.tool) ?? 1) : 1;
  const more = count > 1 ? ` (+${count - 1} more)` : '';
  const short =
    found.headline.length > MAX_HEADLINE_CHARS
      ? found.headline.replace(SDK_CALL, '').replace(OBJECT, '')
      : found.headline;
  const text = short
    .split(JOINT)
    .map((part) => redactedLine(withoutRoots(part), 4000))
    .join(': ');
  if (!text) return undefined;
  // A long message loses its end, not its place.
  const place = text.length + more.length > MAX_HEADLINE_CHARS ? (PLACE.exec(text)?.[0] ?? '') : '';
  const words = text.slice(0, text.length - place.length);
  return cut(words, MAX_HEADLINE_CHARS - place.length - more.length) + place + more;
};

/**
 * The news of a build's log: the failing test, the compiler's error or the best error line. It is redacted before it is
 * cut. Where programs run each other, the innermost and most specific error is used, and where a build service marks the
 * commands, that of the command which failed.
 * @param messages lines, or pieces of several lines. The last 5,000 lines and 500,000 characters are read.
 */
export const newsOf = (messages: readonly (string | undefined)[]): News => {
  const all = readLines(messages);
  const parts = sectionsOf(all).map(
    ({ from, to, ending }): Part => ({ lines: untangled(all.slice(from, to)), ending }),
  );
  const error = errorOf(parts);
  if (!error) {
    const lines = parts.flatMap(({ lines: own }) => own);
    return { headline: undefined, tool: undefined, excerpt: excerptOf(lines, undefined, undefined) };
  }
  const { found, part } = error;
  const headline = headlineOf(found, part.lines);
  const place = { at: found.at, to: Math.max(found.at, found.to ?? found.at) };
  return { headline, tool: headline ? found.tool : undefined, excerpt: excerptOf(part.lines, place, headline) };
};

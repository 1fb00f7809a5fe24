import { type Finding, RANK } from './finding.ts';
import { isClosing, isMarked, isNoise } from './noise.ts';

/** An error at the start of a line, in the form that most programs use. */
const LEADING =
  /^\s*(?:##\[error\]|\[?(?:ERROR|FATAL|SEVERE|CRITICAL|PANIC)\]?[\s:|]|(?:error|Error|fatal|FATAL|panic|Failed|ERR)(?:\[[\w:-]+\])?!?:|[✖✘❌✗×] ?\S|[\w.-]+: (?:fatal )?error:|[\w.$]*(?:Error|Exception)(?: \[\w+\])?: )/;
const LABEL =
  /^\s*(?:##\[error\]|\[(?:ERROR|FATAL|SEVERE|CRITICAL)\]|(?:ERROR|FATAL|SEVERE|CRITICAL|error|Error|fatal|ERR)(?:\s*:|!|\s*\||\s{1,4}-?)|[✖✘❌✗×])\s*/;
const STRONG =
  /\b(?:failed|failure|denied|cannot|can't|could not|couldn't|unable|not found|no such|refused|fatal|timed? ?out|forbidden|unauthorized|exceeded)\b|(?:error|exception):/i;

/** The words of a line that begins with the name of its level. */
const wordsOf = (line: string): string => line.replace(LABEL, '').trim() || line.trim();

/** How much a line without a known form is worth. 0: it reports no error. */
const worth = (line: string): number => {
  if (isClosing(line)) return /exit (?:code|status)|Command did not exit|Error \d+$/.test(line) ? RANK.wrapper - 10 : 0;
  if (isNoise(line) || !isMarked(line)) return 0;
  if (LEADING.test(line)) return RANK.line + 8;
  if (STRONG.test(line)) return RANK.line + 4;
  return RANK.line;
};

/** The best line of a part of a log in which no error of a known form was found. Of equal ones, the first. */
export const genericError = (lines: readonly string[], weak: boolean): Finding | undefined => {
  let best: Finding | undefined;
  for (const [at, line] of lines.entries()) {
    const rank = worth(line);
    if (rank === 0 || (rank === RANK.line && !weak) || (best && best.rank >= rank)) continue;
    const next = (lines[at + 1] ?? '').trim();
    const words = wordsOf(line);
    // `Error:` alone on its line
    const headline = /^(?:error|fatal|failed|failure)s?[:!]?$/i.test(words) && next ? next : words;
    best = { headline, rank, at, to: at + 3 };
  }
  return best;
};

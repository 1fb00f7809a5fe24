/** A control sequence of a terminal: parameters and the final letter. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's output has them
const SEQUENCE = /\u001b\[([\d;?]*)([A-Za-z])|\u001b\][^\u0007]*\u0007|\u001b[()][A-Z0-9]|\u001b[=>78]/y;

interface Cursor {
  row: number;
  column: number;
}

/** Moves the cursor or clears a part of the lines, as CSI sequences do. Colours and modes change nothing. */
const control = (lines: string[][], cursor: Cursor, parameters: string, letter: string): void => {
  const count = Number.parseInt(parameters, 10) || 0;
  const steps = Math.max(1, count);
  if (letter === 'A') cursor.row = Math.max(0, cursor.row - steps);
  if (letter === 'B') cursor.row += steps;
  if (letter === 'C') cursor.column += steps;
  if (letter === 'D') cursor.column = Math.max(0, cursor.column - steps);
  if (letter === 'G') cursor.column = steps - 1;
  if (letter === 'K') lines[cursor.row] = (lines[cursor.row] ?? []).slice(0, count === 0 ? cursor.column : 0);
  if (letter === 'J') {
    lines[cursor.row] = (lines[cursor.row] ?? []).slice(0, cursor.column);
    lines.length = Math.min(lines.length, cursor.row + 1);
  }
};

/**
 * The lines that a terminal shows after it got a text, with everything that has scrolled out. Knows the sequences that
 * prompts use: movements of the cursor, and clearing.
 */
export const screenOf = (text: string): string => {
  const lines: string[][] = [[]];
  const cursor: Cursor = { row: 0, column: 0 };
  for (let at = 0; at < text.length; ) {
    SEQUENCE.lastIndex = at;
    const sequence = SEQUENCE.exec(text);
    if (sequence) {
      control(lines, cursor, sequence[1] ?? '', sequence[2] ?? '');
      at = SEQUENCE.lastIndex;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    at += character.length;
    if (character === '\r') cursor.column = 0;
    else if (character === '\n') cursor.row += 1;
    else if (character === '\b') cursor.column = Math.max(0, cursor.column - 1);
    else if (character >= ' ') {
      while (lines.length <= cursor.row) lines.push([]);
      const line = lines[cursor.row] ?? [];
      while (line.length < cursor.column) line.push(' ');
      line[cursor.column] = character;
      cursor.column += 1;
    }
  }
  return Array.from(lines, (line) => (line ?? []).join('').trimEnd()).join('\n');
};

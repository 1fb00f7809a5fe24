const MAX_VALUE_CHARS = 70;

const EXPECTED = /^\s*(?:[-E✗] +)?expected\b[\w ,'"./()]{0,50}?\s*:(?!:)\s*(.*)$/i;
const RECEIVED =
  /^\s*(?:[+E✗] +)?(?:received|actual|but was|but: was|but|got|found)\b[\w ,'"./()]{0,50}?\s*:?(?<=:)(?!:)\s*(.*)$/i;
const RUST_LEFT = /^\s*left: (.*)$/;
const RUST_RIGHT = /^\s*right: (.*)$/;

const shortened = (value: string): string =>
  value.length > MAX_VALUE_CHARS ? `${value.slice(0, MAX_VALUE_CHARS - 1)}…` : value;

/** The value behind a label, or on the lines below it. */
const valueAt = (lines: readonly string[], at: number, own: string): string => {
  const value = own.trim();
  if (value && !/^[[{(]$/.test(value)) return shortened(value.replace(/^<([^\s<>]*)>[.,]?$/, '$1'));
  const parts = value ? [value] : [];
  for (let next = at + 1; next < Math.min(lines.length, at + 6); next++) {
    const line = (lines[next] ?? '').trim();
    if (!line || EXPECTED.test(line) || RECEIVED.test(line)) break;
    parts.push(line);
  }
  return shortened(parts.join(' '));
};

/** The first removed and the first added line of a diff. */
const diffOf = (lines: readonly string[], from: number, to: number): string | undefined => {
  const sides: { minus?: string; plus?: string } = {};
  let legend: 'expected-first' | 'actual-first' | undefined;
  for (let at = from; at < to; at++) {
    const line = (lines[at] ?? '').trim();
    if (/^- (?:Expected|Snapshot)\b/i.test(line)) legend ??= 'expected-first';
    else if (/^(?:\+ expected - actual$|- actual\b|\+ expected\b)/i.test(line)) legend ??= 'actual-first';
    else if (legend && /^\+ Received\b|^\+ actual\b/i.test(line)) continue;
    else if (!legend && /^\+ actual - expected\b/i.test(line)) legend = 'expected-first';
    else if (legend) {
      const [, sign, value = ''] = /^([-+])\s*(\S.*)$/.exec(line) ?? [];
      const own = value.replace(/,$/, '');
      if (sign === '-') sides.minus ??= own;
      else if (sign === '+') sides.plus ??= own;
    }
    if (sides.minus && sides.plus) break;
  }
  const [expected, received] = legend === 'actual-first' ? [sides.plus, sides.minus] : [sides.minus, sides.plus];
  if (expected && received) return `expected ${shortened(expected)}, received ${shortened(received)}`;
  if (expected) return `expected ${shortened(expected)}, which is missing`;
  return received ? `received ${shortened(received)}, which was not expected` : undefined;
};

/** `expected 1, received 2` of an assertion whose values stand on lines of their own, within `from` and before `to`. */
export const expectation = (lines: readonly string[], from: number, to: number): string | undefined => {
  let expected: string | undefined;
  let received: string | undefined;
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? '';
    if (/^\s*[-+] (?:Expected|Received)\b\s+[-+]/.test(line)) continue;
    const want = EXPECTED.exec(line) ?? RUST_RIGHT.exec(line);
    if (want) expected ??= valueAt(lines, at, want[1] ?? '') || undefined;
    const have = want ? undefined : (RECEIVED.exec(line) ?? RUST_LEFT.exec(line));
    if (have) received ??= valueAt(lines, at, have[1] ?? '') || undefined;
  }
  if (expected && received) return `expected ${expected}, received ${received}`;
  const diff = diffOf(lines, from, to);
  if (diff) return diff;
  if (received) return `received ${received}`;
  return expected ? `expected ${expected}` : undefined;
};

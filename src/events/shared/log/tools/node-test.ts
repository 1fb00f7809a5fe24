import { expectation } from '../expectation.ts';
import { type Detector, endOf, nextMatch, nextText, RANK, said } from '../finding.ts';
import { messageOf } from './jest.ts';

/** The test runner of Node: the spec reporter, and TAP, which other tools write too. */
export const nodeTest: readonly Detector[] = [
  {
    starts: /^\s*✖ (\S.*?) \(\d[\d.]*ms\)$/,
    find(lines, at, [, name]) {
      const to = endOf(lines, at + 1, /^\s*(?:✖|✔|ℹ|▶) |^test at /);
      const first = nextText(lines, at + 1, 2);
      // In the tree of names no message follows.
      if (first < 0 || first >= to) return { headline: name ?? '', tool: 'node', rank: RANK.suite - 2, at };
      const line = (lines[first] ?? '').trim();
      if (!/(?:Error|Exception)\b|^['"]/.test(line)) return undefined;
      const message = /^'[^']*subtests? failed'$/.test(line) ? undefined : messageOf(lines, first, to);
      return message ? { headline: said(name, message), tool: 'node', rank: RANK.test, at, to: to - 1 } : undefined;
    },
  },
  {
    starts: /^\s*not ok \d+(?: -)? (\S.*)$/,
    find(lines, at, [, name = '']) {
      if (/ # (?:TODO|SKIP)/i.test(name)) return undefined;
      const to = endOf(lines, at + 1, /^\s*(?:\.\.\.|ok \d|not ok \d)/);
      const error = nextMatch(lines, at + 1, /^\s+(?:error|message): ['"|>-]*\s*(.*?)['"]?$/, { max: to - at - 1 });
      if (error && /subtests? failed/.test(error.match[0])) return undefined;
      const text = error?.match[1] || (error ? (lines[error.at + 1] ?? '').trim() : undefined);
      const values = !text || /:$/.test(text) ? expectation(lines, at + 1, to) : undefined;
      return { headline: said(name, values ?? text), tool: 'tap', rank: RANK.test - 1, at, to: to - 1 };
    },
  },
];

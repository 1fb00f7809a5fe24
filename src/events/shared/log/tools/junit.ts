import { type Detector, endOf, nextMatch, placed, RANK, rule, said } from '../finding.ts';

/** What Maven's plug-ins, Checkstyle and the console of JUnit write, each in a form of its own. */
export const junit: readonly Detector[] = [
  {
    // `JUnit Jupiter:StockTest:reservesUnits()`, then `=> org.opentest4j.AssertionFailedError: …`
    starts: /^\s+JUnit (?:Jupiter|Vintage):(\S.*)$/,
    find(lines, at, [, path = '']) {
      const error = nextMatch(
        lines,
        at + 1,
        /^\s+=> (?:[a-z_$][\w$]*\.)*(?:AssertionFailedError: |AssertionError: )?(\S.*)$/,
        {
          max: 4,
        },
      );
      const to = error ? endOf(lines, error.at + 1, /^$|^\s+JUnit /, 20) : at;
      return (
        error && {
          headline: said(path.split(':').join(' › '), error.match[1]),
          tool: 'junit',
          rank: RANK.test,
          at,
          to: to - 1,
        }
      );
    },
  },
  rule(
    'maven',
    RANK.suite,
    /^\[ERROR\] ((?:The forked VM terminated without|There was a timeout (?:or other error )?in the fork|Crashed tests:).*)$/,
    ([, text = ''], lines, at) => {
      const code = nextMatch(lines, at + 1, /^\[ERROR\] Process Exit Code: (\d+)$/, { max: 5 })?.match[1];
      return code ? `${text} Exit code ${code}` : text;
    },
  ),
  // Checkstyle, run by Maven or by Gradle
  rule(
    'checkstyle',
    RANK.compile,
    /^(?:\[ant:checkstyle\] )?\[ERROR\] (\S+\.(?:java|kt)):\[?(\d+)(?:[,:]\d+)?\]?:? (\S.*(?:\[\w+\]|\.))$/,
    ([, file, line, text]) => placed(text ?? '', file, line),
  ),
];

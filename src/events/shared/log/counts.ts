/** The summaries in which tools count failures. Each group is a number; the failures are their sum. */
const SUMMARIES: Readonly<Record<string, RegExp>> = {
  jest: /^Tests:\s+(\d+) failed/,
  vitest: /^\s*Tests\s+(\d+) failed/,
  mocha: /^\s+(\d+) failing/,
  playwright: /^\s+(\d+) failed$/,
  bun: /^\s*(\d+) fail$/,
  node: /^(?:ℹ|#) fail (\d+)/,
  pytest:
    /^(?:=+ )?(?:(\d+) failed)?(?:, )?(?:\d+ passed)?(?:, \d+ (?:skipped|deselected|xfailed|xpassed|warnings?))*(?:, )?(?:(\d+) errors?)?(?: in |,)/,
  unittest: /^FAILED \((?:failures=(\d+))?(?:, )?(?:errors=(\d+))?/,
  junit:
    /^(?:\[ERROR\] Tests run: \d+, Failures: (\d+), Errors: (\d+), Skipped: \d+$|\d+ tests? completed, (\d+) failed)/,
  cargo: /^test result: FAILED\. \d+ passed; (\d+) failed/,
  rspec: /^\d+ examples?, (\d+) failures?/,
  minitest: /^\d+ (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors/,
  phpunit: /^Tests: \d+, Assertions: \d+(?:, Errors: (\d+))?(?:, Failures: (\d+))?/,
  dotnet: /^(?:Failed! {2}- Failed: +(\d+)|\s+Failed: (\d+)$|Test summary: total: \d+, failed: (\d+))/,
  tsc: /^Found (\d+) errors?/,
  eslint: /^✖ \d+ problems? \((\d+) errors?/,
  rustc: /^error: (?:could not compile .*|aborting) due to (?:(\d+) previous errors)/,
  javac: /^(\d+) errors?$/,
};

/** The number of failures, from the last summary that the tool wrote. `undefined` if the log has none. */
export const countOf = (lines: readonly string[], tool: string | undefined): number | undefined => {
  const summary = tool && Object.hasOwn(SUMMARIES, tool) ? SUMMARIES[tool] : undefined;
  if (!summary) return undefined;
  for (let at = lines.length - 1; at >= 0; at--) {
    const numbers = summary
      .exec(lines[at] ?? '')
      ?.slice(1)
      .filter(Boolean);
    if (numbers && numbers.length > 0) return numbers.reduce((sum, number) => sum + Number(number), 0);
  }
  return undefined;
};

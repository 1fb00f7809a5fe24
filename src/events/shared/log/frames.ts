/** The lines of one command of a build, and how it ended. */
export interface Section {
  readonly from: number;
  /** The line after the last one. */
  readonly to: number;
  readonly ending: 'failed' | 'succeeded' | 'unknown';
}

const STARTS = /^(?:Running command |##\[group\]Run )/;
const FAILS =
  /^(?:Command did not exit successfully |Phase complete: \w+ State: (?!SUCCEEDED)|##\[error\]Process completed with exit code [1-9])/;
const SUCCEEDS = /^(?:Phase complete: \w+ State: SUCCEEDED)/;

/**
 * Divides a log at the lines with which a build service begins and ends commands. A command that is followed by another
 * one has succeeded.
 */
export const sectionsOf = (lines: readonly { readonly text: string }[]): Section[] => {
  const sections: Section[] = [];
  let from = 0;
  const end = (to: number, ending: Section['ending']) => {
    if (to > from) sections.push({ from, to, ending });
    from = to;
  };
  let failed = false;
  for (const [at, { text }] of lines.entries()) {
    const starts = STARTS.test(text);
    const fails = !starts && FAILS.test(text);
    const succeeds = !starts && !fails && SUCCEEDS.test(text);
    if (starts) end(at, failed ? 'unknown' : 'succeeded');
    else if (fails || succeeds) end(at + 1, fails && !failed ? 'failed' : fails ? 'unknown' : 'succeeded');
    failed = fails || (failed && !starts && !succeeds);
  }
  end(lines.length, 'unknown');
  return sections;
};

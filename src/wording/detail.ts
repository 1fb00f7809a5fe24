import type { Excerpt } from './excerpt.ts';

/** How much of a notification is drawn: the most entries of each list, and the longest texts in UTF-16 units. */
export interface Detail {
  readonly log: Excerpt;
  readonly commits: number;
  readonly failures: number;
  readonly details: number;
  readonly links: number;
  readonly reasonChars: number;
  /** Lines of the first failure's reason. Further failures get a third, as for their logs. */
  readonly reasonLines: number;
  readonly lineChars: number;
  /** Links within the text,s the headline and the row of links. */
  readonly inlineLinks: boolean;
}

const FULL: Detail = {
  log: { lines: 12, chars: 1600, lineChars: 240 },
  commits: 5,
  failures: 3,
  details: 8,
  links: 4,
  reasonChars: 1200,
  reasonLines: 12,
  lineChars: 160,
  inlineLinks: true,
};

/** Levels of detail, each shorter than the one before: the log goes first, then older commits, then the rest. */
export const DETAILS: readonly [Detail, ...Detail[]] = [
  FULL,
  { ...FULL, log: { lines: 6, chars: 500, lineChars: 120 } },
  { ...FULL, log: { lines: 3, chars: 200, lineChars: 100 }, commits: 2 },
  {
    ...FULL,
    log: { lines: 3, chars: 200, lineChars: 60 },
    commits: 2,
    failures: 2,
    details: 4,
    reasonChars: 600,
    reasonLines: 9,
    lineChars: 100,
  },
  {
    log: { lines: 3, chars: 150, lineChars: 60 },
    commits: 1,
    failures: 1,
    details: 2,
    links: 1,
    reasonChars: 300,
    reasonLines: 6,
    lineChars: 60,
    inlineLinks: false,
  },
];

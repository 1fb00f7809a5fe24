/** A tool that has to be installed beside Node. */
export type Tool = 'JDK 17' | 'Maven' | 'Python 3';

/** What a judge found. */
export interface Verdict {
  /** What was tried, with numbers. */
  readonly counts: string;
  /** One sentence for each difference from what the project expects. Empty if there is none. */
  readonly problems: readonly string[];
}

/** Checks a part of the project with an engine that this project did not write. */
export interface Judge {
  readonly name: string;
  readonly needs: readonly Tool[];
  /** @throws Error if the engine cannot be installed or started. */
  run(): Promise<Verdict>;
}

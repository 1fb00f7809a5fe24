/** How one run of a pipeline, or of what runs by itself, ended. */
export interface Ending {
  /** Made of execution, attempt and end: a copy of the event, in either dialect, is no second ending. */
  readonly id: string;
  readonly failed: boolean;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly execution: string;
  readonly attempt: number;
  /** An event has told of it; without that, it is known from AWS's list alone. */
  readonly told?: boolean | undefined;
}

/** What is remembered of one thing that runs: its latest endings in the order of their times, and what came before them. */
export interface History {
  readonly endings: readonly Ending[];
  /** The failures in a row that led up to the first ending, and since when; absent where it was green or is not known. */
  readonly before?: { readonly count: number; readonly since: string } | undefined;
}

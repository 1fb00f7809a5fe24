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

/** A history as it is stored. `version` counts its writes; it is 0 if nothing is stored yet. */
export interface StoredHistory {
  readonly history: History;
  readonly version: number;
}

/** The stored histories, one for each subject. */
export interface Histories {
  /**
   * @returns an empty history for a subject that is not known.
   * @throws if the table does not answer.
   */
  read(key: readonly string[]): Promise<StoredHistory>;
  /**
   * Replaces the version that was read.
   * @returns `false`, and writes nothing, if the history was written by another router in the meantime.
   * @throws if the table does not answer.
   */
  write(key: readonly string[], history: History, version: number): Promise<boolean>;
}

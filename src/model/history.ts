/** How one run of a pipeline, build project, alarm or the like ended. */
export interface Ending {
  /** Made of execution, attempt and result, so that copies of the event in either format have the same id. */
  readonly id: string;
  readonly failed: boolean;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly execution: string;
  readonly attempt: number;
  /** An event reported it. Otherwise it is known only from AWS's list of executions. */
  readonly told?: boolean | undefined;
  /** Random id of the judgement that recorded it, by which a write whose answer was lost is recognised. */
  readonly mark?: string | undefined;
  /** It was reported as `broken`: failures of the same streak that arrive later, even if older, are not. */
  readonly opened?: boolean | undefined;
}

/** The history of one subject: its latest endings in the order of their times, and a summary of earlier ones. */
export interface History {
  readonly endings: readonly Ending[];
  /** Consecutive failures up to the first ending, and since when. Absent if there were none or it is not known. */
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

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
  /** Key of the series that the run belongs to. */
  readonly series?: string | undefined;
  /** When the run was started, ISO 8601: a run that is older than the last failed one does not fix it. */
  readonly started?: string | undefined;
  /** The state of a subject with several series as a whole, such as an alarm's beside those of its contributors. */
  readonly whole?: boolean | undefined;
  /** Fingerprint of the reason, to compare a failure with the one before it. */
  readonly error?: string | undefined;
}

/** Consecutive failures and since when. `started` is the latest start of a failed run, `error` the latest reason. */
export interface Streak {
  readonly count: number;
  readonly since: string;
  readonly started?: string | undefined;
  readonly error?: string | undefined;
}

/** The history of one subject: its latest endings in the order of their times, and a summary of earlier ones. */
export interface History {
  readonly endings: readonly Ending[];
  /** Consecutive failures up to the first ending, of runs without a series. Absent if there were none. */
  readonly before?: Streak | undefined;
  /** The same for each series with failures, by its key. The key `*` counts those that there is no room for. */
  readonly seriesBefore?: Readonly<Record<string, Streak>> | undefined;
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

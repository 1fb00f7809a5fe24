/** How long the answers about an execution are cached. */
const KEPT_MS = 60_000;
/** Number of executions in the cache. */
const MAX_EXECUTIONS = 50;

interface Answers {
  readonly at: number;
  readonly byQuestion: Map<string, Promise<unknown>>;
}

/** Cached answers about the latest executions. The pipeline, stage and action events of one failure share the answers. */
export class Cache {
  readonly #executions = new Map<string, Answers>();

  /** The answers about one execution, not older than a minute. */
  answers(execution: string, now: Date): Map<string, Promise<unknown>> {
    const known = this.#executions.get(execution);
    this.#executions.delete(execution);
    const age = known ? now.getTime() - known.at : Number.POSITIVE_INFINITY;
    const answers = known && age >= 0 && age < KEPT_MS ? known : { at: now.getTime(), byQuestion: new Map() };
    this.#executions.set(execution, answers);
    for (const oldest of this.#executions.keys()) {
      if (this.#executions.size <= MAX_EXECUTIONS) break;
      this.#executions.delete(oldest);
    }
    return answers.byQuestion;
  }
}

/** How long what AWS answered about an execution is good for. */
const KEPT_MS = 60_000;
/** As many executions are kept. */
const MAX_EXECUTIONS = 50;

interface Answers {
  readonly at: number;
  readonly byQuestion: Map<string, Promise<unknown>>;
}

/** What was asked about the latest executions: a failure's events of all three levels ask once. */
export class Cache {
  readonly #executions = new Map<string, Answers>();

  /** The answers about one execution, the oldest of which was asked for at most a minute ago. */
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

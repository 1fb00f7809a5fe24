/** The error that a killed function ends with. */
export class Killed extends Error {}

/** Where a function is killed: at its nth operation, before or after the operation takes effect; 0 is nowhere. */
export interface Death {
  readonly at: number;
  readonly isAfter: boolean;
}

/** Counts the operations of functions, and kills them. */
export const openMortality = () => {
  let operations = 0;
  return {
    operations: (): number => operations,
    /** @returns what runs the operations of one function. A killed function does nothing more. */
    container({ at, isAfter }: Death) {
      let count = 0;
      return async <Value>(run: () => Promise<Value>): Promise<Value> => {
        operations += 1;
        count += 1;
        if (at === 0 || count < at) return run();
        if (count === at && isAfter) await run();
        throw new Killed('killed');
      };
    },
    /** Passes the death of a function on where an error of a call would be handled. */
    report(error: unknown): void {
      if (error instanceof Killed) throw error;
    },
  };
};

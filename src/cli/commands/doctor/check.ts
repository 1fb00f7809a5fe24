import type { Deployed } from '../../aws/deployed.ts';
import type { Call } from '../../aws/operations.ts';
import type { StageOptions } from '../../options.ts';
import { revertDrift, serverless } from '../../suggest.ts';
import type { Io } from '../../terminal/io.ts';

/** A difference from the deployed template or from a sound configuration. */
export interface Problem {
  /** A `fault` loses alerts or is a security hole; a `warning` may be intended. */
  readonly verdict: 'warning' | 'fault';
  readonly message: string;
  /** How to fix it: words, a command, or `words: command`. */
  readonly fix: string;
}

/** The stack under check. */
export interface StackContext {
  readonly options: StageOptions;
  readonly io: Io;
  /** Calls AWS; equal calls share one answer. */
  readonly call: Call;
  readonly stack: Deployed;
}

/** One check of a stack. */
export interface Check {
  /** The condition that holds in a healthy stack, as a sentence. */
  readonly name: string;
  /** Missing permission to run this check is not a failure. */
  readonly optional?: boolean;
  /** @returns the problems found. @throws OperationError if AWS refuses a call. */
  run(context: StackContext): Promise<readonly Problem[]>;
}

export const fault = (message: string, fix: string): Problem => ({ verdict: 'fault', message, fix });

export const warning = (message: string, fix: string): Problem => ({ verdict: 'warning', message, fix });

/** The problem, unless the condition holds. */
export const unless = (holds: boolean, problem: Problem): Problem[] => (holds ? [] : [problem]);

/** The fix for a stack whose deployment is outdated or failed. Without its parameters, a deployment uses the defaults. */
export const deploy = (options: StageOptions): string =>
  `deploy again, with the --param options of the last deployment: ${serverless('deploy', options)}`;

/** The fix for a resource that was changed or deleted by hand. */
export const restore = (options: StageOptions): string =>
  `restore the stack as it was deployed, which reverts every change made by hand: ${revertDrift(options)}`;

import type { Deployed } from '../../aws/deployed.ts';
import type { Call } from '../../aws/operations.ts';
import type { StageOptions } from '../../options.ts';
import type { Io } from '../../terminal/io.ts';

/** Something that is not as it was deployed, or not as it is meant to be. */
export interface Problem {
  /** A fault keeps alerts from arriving, or lets in who should not be; a warning may be meant. */
  readonly verdict: 'warning' | 'fault';
  readonly words: string;
  /** What to do about it: a command where there is one. */
  readonly mend: string;
}

/** The stack that is looked at, and how to ask about it. */
export interface StackContext {
  readonly options: StageOptions;
  readonly io: Io;
  /** Asks each question once: what one check has asked, the others know. */
  readonly call: Call;
  readonly stack: Deployed;
}

/** One thing that must hold of a sound stack. */
export interface Check {
  /** What holds, as a sentence. */
  readonly promise: string;
  /** Nobody is worse off if it may not be looked at. */
  readonly optional?: boolean;
  /** @returns what does not hold. @throws OperationError where AWS does not let it look. */
  look(patient: StackContext): Promise<readonly Problem[]>;
}

export const fault = (words: string, mend: string): Problem => ({ verdict: 'fault', words, mend });

export const warning = (words: string, mend: string): Problem => ({ verdict: 'warning', words, mend });

/** A problem where something does not hold. */
export const unless = (holds: boolean, problem: Problem): Problem[] => (holds ? [] : [problem]);

/** For what an older deployment left, or a failed one. */
export const deploy = ({ stage }: StageOptions): string => `npx serverless deploy --stage ${stage}`;

/** For what somebody changed or deleted by hand, where no one command mends it. */
export const restoreHint = ({ stage }: StageOptions): string =>
  `put it back as infra/ has it: “aws cloudformation detect-stack-drift --stack-name pipebell-${stage}” finds what differs; ` +
  'a deployment alone changes only what has changed in the template';

import { describeError, RelayError } from '../model/errors.ts';

/** What kind of error ended a command, for scripts. The documentation of `--json` lists them. */
export type ErrorCode =
  | 'usage'
  | 'failed'
  | 'cancelled'
  | 'denied'
  | 'credentials'
  | 'unreachable'
  | 'aws'
  | 'internal';

interface ErrorDetails {
  readonly kind?: ErrorCode;
  /** What to do next. It ends the message. */
  readonly next?: string | undefined;
}

/** An error that the user can fix: the message is one line that names the thing and the remedy. */
export class CliError extends RelayError {
  override name = 'CliError';
  readonly kind: ErrorCode;
  /** The message without {@link CliError.next}. */
  readonly what: string;
  readonly next: string | undefined;

  constructor(what: string, { kind = 'failed', next }: ErrorDetails = {}) {
    super(next === undefined ? what : what.endsWith('?') ? `${what} ${next}` : `${what.replace(/\.$/, '')}: ${next}`);
    this.kind = kind;
    this.what = what;
    this.next = next;
  }
}

/** The command line itself is wrong. */
export class UsageError extends CliError {
  override name = 'UsageError';

  constructor(what: string, next?: string) {
    super(what, { kind: 'usage', next });
  }
}

/** The user ended a question. Questions come before the first change, so nothing was changed. */
export class PromptCancelled extends CliError {
  override name = 'PromptCancelled';
  readonly key: 'Ctrl-C' | 'Ctrl-D';

  constructor(key: 'Ctrl-C' | 'Ctrl-D') {
    super('cancelled: nothing was changed', { kind: 'cancelled' });
    this.key = key;
  }
}

/** The exit codes that scripts may rely on; 130 is a shell's code for a command that Ctrl-C ended. */
export const EXIT = { done: 0, failed: 1, usage: 2, cameBack: 3, attention: 3, interrupted: 130 } as const;

/** The exit code for an error that ended a command. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof UsageError) return EXIT.usage;
  return error instanceof PromptCancelled && error.key === 'Ctrl-C' ? EXIT.interrupted : EXIT.failed;
};

/** The text that is printed for an error: one line, without a stack. */
export const explain = (error: unknown): string =>
  error instanceof RelayError ? error.message : `unexpected: ${describeError(error)}`;

/** The document of `--json` for an error that ended a command. */
export const errorDocument = (error: unknown): object => {
  const [code, message, next] =
    error instanceof CliError
      ? [error.kind, error.what, error.next]
      : [error instanceof RelayError ? 'failed' : 'internal', explain(error), undefined];
  return { error: { code, message, next: next ?? null } };
};

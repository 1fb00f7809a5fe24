/** Base of the errors that Pipebell throws itself. Messages never hold a URL, a secret or a payload. */
export class RelayError extends Error {
  override name = 'RelayError';
}

/** Thrown when configuration is wrong: by a target's parameter, a setting or an environment variable. */
export class ConfigError extends RelayError {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/**
 * What may be logged of something thrown: its class, and its message only if Pipebell wrote it.
 * Errors of Node and of libraries carry URLs, header values and input in message, cause and own properties.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof RelayError) return `${error.name}: ${error.message}`;
  const { name, code } = (error ?? {}) as NodeJS.ErrnoException;
  const word = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,60}$/.test(value);
  if (!word(name)) return 'unknown error';
  return word(code) ? `${name} (${code})` : name;
};

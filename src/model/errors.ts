/** Base class of Pipebell's own errors. Their messages never contain a URL, a secret or a payload. */
export class RelayError extends Error {
  override name = 'RelayError';
}

/** Thrown for an invalid target, setting or environment variable. */
export class ConfigError extends RelayError {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.problems = problems;
  }
}

/** Thrown if there is no target, and there was at least one within the last day. */
export class TargetsVanished extends RelayError {
  override name = 'TargetsVanished';

  constructor() {
    super('all targets are gone, but there was at least one within the last day');
  }
}

/**
 * Describes a thrown value for the log: its class, and its message only if it is a {@link RelayError}.
 * Errors of Node and of libraries have URLs, header values and input in message, cause and own properties.
 */
export const describeError = (error: unknown): string => {
  if (error instanceof RelayError) return `${error.name}: ${error.message}`;
  const { name, code } = (error ?? {}) as NodeJS.ErrnoException;
  const isWord = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,60}$/.test(value);
  if (!isWord(name)) return 'unknown error';
  return isWord(code) ? `${name} (${code})` : name;
};

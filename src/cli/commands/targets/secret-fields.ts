import { type Command, InvalidArgumentError } from 'commander';
import { isRecord } from '../../../text/json.ts';
import { CliError, UsageError } from '../../errors.ts';
import type { Io } from '../../terminal/io.ts';

/** Where the secrets of a target come from: never from an argument, which a shell and the list of processes show. */
export interface SecretOptions {
  readonly urlStdin?: boolean;
  readonly urlPrompt?: boolean;
  readonly urlParameter?: string;
  readonly urlSecret?: string;
  readonly signingKeyStdin?: boolean;
  readonly signingKeyPrompt?: boolean;
  readonly signingKeyParameter?: string;
  readonly signingKeySecret?: string;
  readonly header?: Record<string, object>;
}

/** A name of Parameter Store begins with `/`; so a URL or a token in its place is refused, and not quoted. */
const parameterName = (value: string): string => {
  if (/^\/[\w./-]{1,1010}$/.test(value)) return value;
  throw new InvalidArgumentError('It takes the full name of a parameter, which begins with "/".');
};

/** `name-or-arn`, and with `#key` one field of a secret in JSON. */
const secretName = (value: string): string => {
  if (/^(?!https?:)[\w/+=.@:-]{1,2048}(#[\w.-]{1,100})?$/.test(value)) return value;
  throw new InvalidArgumentError('It takes the name or the ARN of a secret, with #key for one field of it.');
};

const secretReference = (value: string): object => {
  const [secret, key] = value.split('#');
  return { secret, ...(key && { key }) };
};

/** `X-Token=/team/token`, or `X-Token=secret:name#key`. */
const header = (value: string, previous: Record<string, object> = {}): Record<string, object> => {
  const [, name = '', from = ''] = /^([\w!#$%&'*+.^`|~-]{1,64})=(.+)$/.exec(value) ?? [];
  const reference = from.startsWith('secret:')
    ? secretReference(secretName(from.slice('secret:'.length)))
    : { parameter: parameterName(from) };
  return { ...previous, [name]: reference };
};

export const withSecrets = (command: Command): Command =>
  command
    .option('--url-prompt', 'ask for the URL; it is not shown')
    .option('--url-stdin', 'read the URL from standard input, a line of its own')
    .option('--url-parameter <name>', 'refer to a parameter that holds the URL', parameterName)
    .option('--url-secret <name>', 'refer to a secret of Secrets Manager, or with #key to a field of it', secretName)
    .option('--signing-key-prompt', 'ask for a key to sign with')
    .option('--signing-key-stdin', 'read it from standard input, after the URL if that comes from there too')
    .option('--signing-key-parameter <name>', 'refer to a parameter that holds it', parameterName)
    .option('--signing-key-secret <name>', 'refer to a secret that holds it', secretName)
    .option('--header <name=parameter>', 'a header, with the parameter (or secret:name#key) that holds it', header);

interface Source {
  readonly what: string;
  readonly stdin: boolean | undefined;
  readonly prompt: boolean | undefined;
  readonly parameter: string | undefined;
  readonly secret: string | undefined;
}

/** Reads secrets in order: all of standard input's lines are read at most once. */
const reader = (io: Io) => {
  let lines: string[] | undefined;
  return async ({ what, stdin, prompt, parameter, secret }: Source): Promise<unknown> => {
    if ([stdin, prompt, parameter, secret].filter(Boolean).length > 1) {
      throw new UsageError(`the ${what} comes from one place only: a prompt, standard input, a parameter or a secret`);
    }
    if (parameter) return { parameter };
    if (secret) return secretReference(secret);
    if (!stdin && !prompt) return undefined;
    if (prompt && !io.interactive) throw new UsageError(`here is no terminal to ask at for the ${what}`);
    if (prompt || io.interactive) {
      const answer = await io.askHidden(`${what} (it is not shown): `);
      if (answer === '') throw new CliError(`no ${what} was given: nothing was written`);
      return answer;
    }
    lines ??= (await io.readInput('-')).split(/\r?\n/).flatMap((line) => line.trim() || []);
    const line = lines.shift();
    if (line === undefined) throw new CliError(`standard input has no line for the ${what}: nothing was written`);
    return line;
  };
};

/** The secret fields that the options name, read from where they say. */
export const applySecrets = async (
  target: Record<string, unknown>,
  options: SecretOptions,
  io: Io,
): Promise<Record<string, unknown>> => {
  const read = reader(io);
  const url = await read({
    what: 'URL',
    stdin: options.urlStdin,
    prompt: options.urlPrompt,
    parameter: options.urlParameter,
    secret: options.urlSecret,
  });
  const signingKey = await read({
    what: 'signing key',
    stdin: options.signingKeyStdin,
    prompt: options.signingKeyPrompt,
    parameter: options.signingKeyParameter,
    secret: options.signingKeySecret,
  });
  const headers = isRecord(target.headers) ? target.headers : {};
  return {
    ...target,
    ...(url !== undefined && { url }),
    ...(signingKey !== undefined && { signingKeys: [signingKey] }),
    ...(options.header && { headers: { ...headers, ...options.header } }),
  };
};

/** Is the URL to come from somewhere? */
export const hasUrl = ({ urlStdin, urlPrompt, urlParameter, urlSecret }: SecretOptions): boolean =>
  Boolean(urlStdin || urlPrompt || urlParameter || urlSecret);

export const hasSecrets = (options: SecretOptions): boolean =>
  hasUrl(options) ||
  Boolean(
    options.signingKeyStdin ||
      options.signingKeyPrompt ||
      options.signingKeyParameter ||
      options.signingKeySecret ||
      options.header,
  );

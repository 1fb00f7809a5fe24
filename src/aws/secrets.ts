import * as z from 'zod/mini';
import { ConfigError, RelayError } from '../errors.ts';
import type { AwsCall } from './call.ts';

/** `{"parameter": "/team/slack-url"}` or `{"secret": "name-or-arn"}`, and of a secret in JSON which `key` of it. */
const Reference = z.union([
  z.strictObject({ parameter: z.string().check(z.regex(/^[\w./-]{1,1011}$/)), key: z.optional(z.string()) }),
  z.strictObject({ secret: z.string().check(z.regex(/^[\w/+=.@:-]{1,2048}$/)), key: z.optional(z.string()) }),
]);
type Reference = z.infer<typeof Reference>;

const Output = z.object({ Parameter: z.object({ Value: z.string() }) });

/** Thrown when a secret that a target refers to cannot be read. Names the secret, never its value. */
export class SecretError extends RelayError {
  override name = 'SecretError';
}

/**
 * Parameter Store hands out secrets of Secrets Manager too, by name; an ARN ends in the name and six random characters.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html
 */
const parameterName = (reference: Reference): string =>
  'parameter' in reference
    ? reference.parameter
    : `/aws/reference/secretsmanager/${reference.secret.replace(/^arn:[^:]+:secretsmanager:[^:]+:\d+:secret:(.+)-\w{6}$/, '$1')}`;

const pick = (value: string, reference: Reference): string => {
  if (reference.key === undefined) return value;
  let field: unknown;
  try {
    const fields: unknown = JSON.parse(value);
    field =
      fields && typeof fields === 'object' && Object.hasOwn(fields, reference.key)
        ? fields[reference.key as keyof typeof fields]
        : undefined;
  } catch {
    // V8's message would quote the secret.
    field = undefined;
  }
  if (typeof field !== 'string') throw new ConfigError([`${parameterName(reference)} holds no text under that key`]);
  return field;
};

/**
 * Makes the function that puts the values of secrets where a target refers to them, at any depth of its JSON.
 * @throws SecretError if one cannot be read; ConfigError if it is not what the reference says.
 */
export const createSecretResolver = (call: AwsCall) => {
  const read = async (reference: Reference): Promise<string> => {
    const Name = parameterName(reference);
    let output: unknown;
    try {
      output = await call('ssm', 'GetParameter', { Name, WithDecryption: true });
    } catch (error) {
      throw new SecretError(`${Name} could not be read: ${(error as Error).message}`);
    }
    return pick(Output.parse(output).Parameter.Value, reference);
  };

  const resolve = async (value: unknown): Promise<unknown> => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return Promise.all(value.map(resolve));
    const reference = Reference.safeParse(value);
    if (reference.success) return read(reference.data);
    const entries = Object.entries(value).map(async ([key, field]) => [key, await resolve(field)] as const);
    return Object.fromEntries(await Promise.all(entries));
  };
  return resolve;
};

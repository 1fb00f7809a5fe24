import * as z from 'zod/mini';
import { type Operations, refusal } from './faults.ts';

/** Parameters in one page of GetParametersByPath, and names in one call of GetParameters. */
const MAX_PARAMETERS = 10;

const ByPath = z.object({ Path: z.string(), NextToken: z.optional(z.string()) });
const One = z.object({ Name: z.string() });
const Several = z.object({ Names: z.array(z.string()), WithDecryption: z.optional(z.boolean()) });

/** Parameter Store in memory: name to value. Every parameter is a SecureString. */
export const ssmOperations = (parameters: ReadonlyMap<string, string>): Operations => ({
  'ssm GetParametersByPath': (input) => {
    const { Path, NextToken = '0' } = ByPath.parse(input);
    const all = [...parameters].filter(([name]) => name.startsWith(`${Path}/`)).sort(([a], [b]) => a.localeCompare(b));
    const from = Number(NextToken);
    const page = all.slice(from, from + MAX_PARAMETERS);
    return {
      Parameters: page.map(([Name, Value]) => ({ Name, Value, Type: 'SecureString' })),
      ...(from + MAX_PARAMETERS < all.length && { NextToken: String(from + MAX_PARAMETERS) }),
    };
  },
  'ssm GetParameter': (input) => {
    const { Name } = One.parse(input);
    const Value = parameters.get(Name);
    if (Value === undefined) throw refusal('ssm', 'GetParameter', 'ParameterNotFound', Name);
    return { Parameter: { Name, Value, Type: 'SecureString' } };
  },
  /** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html */
  'ssm GetParameters': (input) => {
    const { Names, WithDecryption = false } = Several.parse(input);
    const refuse = (why: string) => refusal('ssm', 'GetParameters', 'ValidationException', why);
    if (Names.length === 0 || Names.length > MAX_PARAMETERS) throw refuse(`${Names.length} names`);
    if (new Set(Names).size < Names.length) throw refuse('a name occurs twice');
    return {
      Parameters: Names.flatMap((Name) => {
        const Value = parameters.get(Name);
        // Without decryption a SecureString has its encrypted value.
        return Value === undefined ? [] : { Name, Value: WithDecryption ? Value : 'encrypted', Type: 'SecureString' };
      }),
      InvalidParameters: Names.filter((name) => !parameters.has(name)),
    };
  },
});

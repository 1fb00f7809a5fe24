import { pageTokens } from '../../aws/page-tokens.ts';
import { clientSettings } from './account.ts';
import { awsError } from './aws-error.ts';
import { repeatedPage } from './operations.ts';
import type { OpenParameters } from './parameters.ts';

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
const PAGE = 10;

const hasName = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Reads and writes Parameter Store, with the SDK's own chain of credentials, Regions and endpoints. */
export const openSsm: OpenParameters = async (account) => {
  const sdk = await import('@aws-sdk/client-ssm');
  const client = new sdk.SSMClient(clientSettings(account));

  const attempt = async <Output>(operation: string, send: () => Promise<Output>): Promise<Output> => {
    try {
      return await send();
    } catch (error) {
      throw awsError(operation, error);
    }
  };

  /** A write without a key id would re-encrypt the parameter with the account's default key. */
  const keyOf = async (name: string): Promise<string | undefined> => {
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: [name] }];
    const { Parameters = [] } = await attempt(`DescribeParameters of ${name}`, () =>
      client.send(new sdk.DescribeParametersCommand({ ParameterFilters })),
    );
    return Parameters[0]?.KeyId;
  };

  /** The values of the parameters directly below a path, by the last part of their name. */
  const below = async (path: string, WithDecryption: boolean): Promise<Map<string, string>> => {
    const found = new Map<string, string>();
    const tokenOf = pageTokens(() => repeatedPage(`GetParametersByPath of ${path}`));
    let NextToken: string | undefined;
    do {
      const input = { Path: path, WithDecryption, MaxResults: PAGE, ...(NextToken && { NextToken }) };
      const page = await attempt(`GetParametersByPath of ${path}`, () =>
        client.send(new sdk.GetParametersByPathCommand(input)),
      );
      for (const { Name = '', Value = '' } of page.Parameters ?? []) found.set(Name.slice(path.length + 1), Value);
      NextToken = tokenOf(page.NextToken);
    } while (NextToken);
    return found;
  };

  return {
    below: (path) => below(path, true),
    names: async (path) => [...(await below(path, false)).keys()],
    async value(name) {
      try {
        const { Parameter } = await client.send(new sdk.GetParameterCommand({ Name: name, WithDecryption: true }));
        return Parameter?.Value;
      } catch (error) {
        if (hasName(error, 'ParameterNotFound')) return undefined;
        throw awsError('GetParameter', error);
      }
    },
    async write(name, Value, { mustBeNew }) {
      const KeyId = mustBeNew ? undefined : await keyOf(name);
      const input = {
        Name: name,
        Value,
        Type: 'SecureString' as const,
        Overwrite: !mustBeNew,
        ...(KeyId && { KeyId }),
      };
      try {
        await client.send(new sdk.PutParameterCommand(input));
        return true;
      } catch (error) {
        if (mustBeNew && hasName(error, 'ParameterAlreadyExists')) return false;
        throw awsError(`PutParameter of ${name}`, error);
      }
    },
    async remove(name) {
      try {
        await client.send(new sdk.DeleteParameterCommand({ Name: name }));
        return true;
      } catch (error) {
        if (hasName(error, 'ParameterNotFound')) return false;
        throw awsError(`DeleteParameter of ${name}`, error);
      }
    },
  };
};

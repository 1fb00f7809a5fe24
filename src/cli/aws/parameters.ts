import type { Account } from './account.ts';

/** The Parameter Store calls that the commands need. Each throws a CliError if AWS refuses or does not answer. */
export interface Parameters {
  /** The values, decrypted, of all parameters directly below a path, by the last part of their name. */
  below(path: string): Promise<ReadonlyMap<string, string>>;
  /** The last parts of the names of all parameters directly below a path. No value is decrypted. */
  names(path: string): Promise<readonly string[]>;
  /** @returns the value, decrypted; `undefined` if there is no such parameter. */
  value(name: string): Promise<string | undefined>;
  /** Writes a SecureString; an existing one keeps its key. @returns `false`, without writing, if it must be new and exists. */
  write(name: string, value: string, how: { mustBeNew: boolean }): Promise<boolean>;
  /** @returns `false` if there is no such parameter. */
  remove(name: string): Promise<boolean>;
}

export type OpenParameters = (account: Account) => Promise<Parameters>;

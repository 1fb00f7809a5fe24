/** Who has an e-mail address on a platform: the id to mention, or `nobody` if there is no such person. */
export type KnownPerson = { readonly id: string } | 'nobody';

/**
 * What platforms said about e-mail addresses. `secret` belongs to the account that was asked, such as a token: addresses
 * are stored as hashes that cannot be made without it. Nothing here rejects.
 */
export interface PeopleRows {
  /**
   * @returns what is known, by address; `unknown` for an address that the platform did not answer about a moment ago;
   * `undefined` if the table failed, so that the platform must not be asked each time.
   */
  read(secret: string, emails: readonly string[]): Promise<ReadonlyMap<string, KnownPerson | 'unknown'> | undefined>;
  note(secret: string, email: string, person: KnownPerson): Promise<void>;
  /** The platform did not answer about an address. `detail` says why, without the address. */
  failed(secret: string, email: string, target: string, detail: string): void;
}

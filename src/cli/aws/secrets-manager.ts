// Secrets Manager, for which no SDK client is installed.

/** The part that is used. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export interface ListSecretsInput {
  readonly Filters: readonly { readonly Key: 'name'; readonly Values: readonly string[] }[];
  readonly IncludePlannedDeletion: boolean;
  readonly MaxResults: number;
  readonly NextToken?: string;
}

export interface ListSecretsOutput {
  /** `DeletedDate`, in seconds since the epoch, is the time of a scheduled deletion's request. */
  readonly SecretList?: readonly { readonly Name?: string; readonly DeletedDate?: number }[];
  readonly NextToken?: string;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export interface DeleteSecretInput {
  readonly SecretId: string;
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

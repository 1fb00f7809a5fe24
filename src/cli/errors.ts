import { describeError, RelayError } from '../model/errors.ts';

/** Thrown for what a person can mend: the message is one line that names the thing and the remedy. */
export class CliError extends RelayError {
  override name = 'CliError';
}

/** Thrown when the command line itself is wrong. */
export class UsageError extends CliError {
  override name = 'UsageError';
}

/** The exit codes that scripts may rely on. */
export const EXIT = { done: 0, failed: 1, usage: 2, cameBack: 3, lookAt: 3 } as const;

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized|Unauthorized|AuthorizationError/, 'your AWS credentials do not allow it'],
  [/Expired/, 'your AWS credentials have expired, sign in again'],
  [
    /InvalidClientTokenId|UnrecognizedClient|Signature|InvalidAccessKey/,
    'AWS does not know your credentials, check --profile and AWS_PROFILE',
  ],
  [
    /CredentialsProviderError|TokenProviderError/,
    'there are no AWS credentials, sign in or choose some with --profile or AWS_PROFILE',
  ],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError/,
    'no answer, check the network, --region and AWS_ENDPOINT_URL',
  ],
];

/**
 * Puts an SDK's error into words of ours: its own can quote addresses, keys and input.
 * @param what was asked of AWS, such as `SendMessage on pipebell-prod-deliveries`.
 */
export const awsError = (what: string, error: unknown): CliError => {
  const words = describeError(error);
  // A plain Error, so the message is all there is to know it by.
  if (error instanceof Error && error.message === 'Region is missing') {
    return new CliError('no AWS region: give --region, or set AWS_REGION or the profile’s region');
  }
  const remedy = REMEDIES.find(([pattern]) => pattern.test(words))?.[1];
  return new CliError(`${what}: ${words}${remedy ? `: ${remedy}` : ''}`);
};

/** What is printed of an error: one line, without a stack. */
export const explain = (error: unknown): string =>
  error instanceof CliError ? error.message : `unexpected: ${describeError(error)}`;

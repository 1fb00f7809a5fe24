import { describeError } from '../../model/errors.ts';
import { CliError, type ErrorCode } from '../errors.ts';
import { noCredentials, signIn } from './profile.ts';

/** The service of an operation that is named without one. */
const SERVICES: readonly (readonly [RegExp, string])[] = [
  [/Parameter/, 'ssm'],
  [/Queue|Message/, 'sqs'],
  [/Topic|Publish/, 'sns'],
];

/** The permission of a call such as `cloudformation DescribeStacks` or `PutParameter of /pipebell/prod/targets/a`. */
const permissionOf = (call: string): string | undefined => {
  const [, service, operation] = /^([a-z]+) ([A-Z]\w+)$/.exec(call) ?? [];
  if (service && operation) return `${service}:${operation}`;
  const [name = ''] = call.split(' ');
  const found = /^[A-Z]\w+$/.test(name) ? SERVICES.find(([pattern]) => pattern.test(name))?.[1] : undefined;
  return found && `${found}:${name}`;
};

/** What an error means and what to do next. `message` is AWS's own, which is read and never quoted. */
const REMEDIES: readonly (readonly [
  RegExp,
  ErrorCode,
  what: string,
  next: (call: string, message: string) => string,
])[] = [
  [
    /AccessDenied|NotAuthorized|Unauthorized|AuthorizationError/,
    'denied',
    'your AWS credentials do not allow it',
    (call, message) => {
      const permission = /\bkms:(?:Decrypt|Encrypt|GenerateDataKey)\b/.exec(message)?.[0] ?? permissionOf(call);
      return permission ? `ask for the permission ${permission}` : 'ask for that permission';
    },
  ],
  [
    /TimeTooSkewed|RequestExpired/,
    'credentials',
    'the clock of this machine differs from that of AWS',
    () => 'set the clock',
  ],
  [/Expired/, 'credentials', 'your AWS credentials have expired', () => signIn()],
  [
    /InvalidClientTokenId|UnrecognizedClient|Signature|InvalidAccessKey/,
    'credentials',
    'AWS rejected your credentials',
    () => 'check --profile and AWS_PROFILE',
  ],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError/,
    'unreachable',
    'no answer',
    () => {
      const endpoint = Object.keys(process.env).some((name) => name.startsWith('AWS_ENDPOINT_URL'));
      return `check the network${endpoint ? ', --region and AWS_ENDPOINT_URL' : ' and --region'}`;
    },
  ],
];

/** AWS reports a wrong clock as a wrong signature too. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const WRONG_CLOCK = /Signature (?:expired|not yet current)/;

/**
 * Describes an error of the SDK by its name: its message can quote addresses, keys and input.
 * @param call the failed call, such as `SendMessage on pipebell-prod-deliveries`.
 */
export const awsError = (call: string, error: unknown): CliError => {
  const name = describeError(error);
  const message = error instanceof Error ? error.message : '';
  if (/CredentialsProviderError|TokenProviderError/.test(name)) return noCredentials();
  const known = WRONG_CLOCK.test(message) ? 'RequestTimeTooSkewed' : name;
  const [, kind = 'aws', what, next] = REMEDIES.find(([pattern]) => pattern.test(known)) ?? [];
  return new CliError(`${call}: ${name}${what ? `: ${what}` : ''}`, { kind, next: next?.(call, message) });
};

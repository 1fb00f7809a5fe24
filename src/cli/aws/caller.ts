import type { AwsOptions } from '../../aws/call.ts';
import { AwsError, createCall } from '../../aws/call.ts';
import type { QueryService } from '../../model/enrichment.ts';
import { isRecord } from '../../text/json.ts';
import { safeLine } from '../../text/safe-line.ts';
import { CliError } from '../errors.ts';
import { awsError } from './aws-error.ts';

const MAX_ARN_CHARS = 200;

const STS: QueryService = { name: 'sts', protocol: 'query', version: '2011-06-15' };

/** Whose credentials these are. */
interface Caller {
  readonly account: string;
  /** The user or the role. */
  readonly arn: string;
}

/**
 * Asks AWS whose the credentials are, which needs no permission.
 * @throws CliError if AWS does not accept them, or does not answer.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const readCaller = async (options: AwsOptions): Promise<Caller> => {
  try {
    const answer = await createCall(options)(STS.name, 'GetCallerIdentity', {}, STS);
    const { Account, Arn } = isRecord(answer) ? answer : {};
    if (typeof Account === 'string' && /^\d{12}$/.test(Account)) {
      return { account: Account, arn: safeLine(String(Arn ?? 'an unknown user'), MAX_ARN_CHARS) };
    }
    throw new CliError('your AWS credentials: AWS named no account');
  } catch (error) {
    throw error instanceof AwsError ? awsError('your AWS credentials', { name: error.code }) : error;
  }
};

/**
 * The account of the credentials, which needs no permission; `undefined` if AWS does not answer.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const callerAccount = async (options: AwsOptions): Promise<string | undefined> => {
  try {
    const answer = await createCall(options)(STS.name, 'GetCallerIdentity', {}, STS);
    const account = isRecord(answer) ? answer.Account : undefined;
    return typeof account === 'string' && /^\d{12}$/.test(account) ? account : undefined;
  } catch (error) {
    // The message that needs the account is printed without it.
    if (error instanceof AwsError) return undefined;
    throw error;
  }
};

import type { AwsOptions } from '../../aws/call.ts';
import { AwsError, createCall } from '../../aws/call.ts';
import type { QueryService } from '../../model/enrichment.ts';
import { isRecord } from '../../text/json.ts';

const STS: QueryService = { name: 'sts', protocol: 'query', version: '2011-06-15' };

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

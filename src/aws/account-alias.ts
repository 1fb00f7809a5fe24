import * as z from 'zod/mini';
import type { QueryService } from '../model/enrichment.ts';
import { readAnswer } from './answer.ts';
import { type AwsCall, AwsError } from './call.ts';

/** How long an answer is kept, in milliseconds, and how long after an error the alias is asked for again. */
const KEPT_MS = 24 * 3600_000;
const AGAIN_MS = 10 * 60_000;

const IAM: QueryService = { name: 'iam', protocol: 'query', version: '2010-05-08' };

/** An account has one alias at most. An empty list of the Query protocol reads as an empty text. */
const Answer = z.object({ AccountAliases: z.union([z.array(z.string()), z.literal('')]) });

/** The Region in which IAM's global endpoint is signed for, by the beginning of a Region's name. */
const iamRegion = (region: string): string => {
  if (region.startsWith('cn-')) return 'cn-north-1';
  if (region.startsWith('us-gov-')) return 'us-gov-west-1';
  return /^(?:eusc|us-iso|eu-iso)/.test(region) ? region : 'us-east-1';
};

export interface AliasOptions {
  /** Makes the function that calls AWS in a Region and an account. */
  callFor(region: string, account: string): Promise<AwsCall>;
  /** A call failed. Denials are not reported, because the permission may be missing on purpose. */
  report(error: unknown): void;
  now(): Date;
}

/**
 * Makes the function that finds the alias of an account. Answers and denials are kept for a day.
 * @returns `undefined` if the account has no alias, or if IAM does not answer. It never rejects.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
 */
export const createAccountAliases = ({ callFor, report, now }: AliasOptions) => {
  const known = new Map<string, { alias: Promise<string | undefined>; until: number }>();
  const keep = (account: string, alias: Promise<string | undefined>, ms: number): void => {
    known.set(account, { alias, until: now().getTime() + ms });
  };
  const ask = async (region: string, account: string): Promise<string | undefined> => {
    try {
      const call = await callFor(iamRegion(region), account);
      const output = readAnswer(Answer, 'iam', 'ListAccountAliases', await call('iam', 'ListAccountAliases', {}, IAM));
      return output.AccountAliases[0];
    } catch (error) {
      if (error instanceof AwsError && /AccessDenied/.test(error.code)) return undefined;
      keep(account, Promise.resolve(undefined), AGAIN_MS);
      report(error);
      return undefined;
    }
  };
  return (region: string, account: string): Promise<string | undefined> => {
    const entry = known.get(account);
    if (entry && now().getTime() < entry.until) return entry.alias;
    const alias = ask(region, account);
    keep(account, alias, KEPT_MS);
    return alias;
  };
};

import { findRegion, noRegion } from '../../../infra/region.cjs';
import { CliError } from '../errors.ts';
import { requireProfile } from './profile.ts';

/** Selects an AWS account and Region. Unset fields come from the environment, as for every AWS tool. */
export interface Account {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** The Region that an option, the environment or the profile names; `undefined` if nothing does. */
export const knownRegion = (account: Account): string | undefined => findRegion(account);

/** The Region, by the rule of `serverless deploy`. @throws CliError if nothing names one. */
const regionOf = (account: Account): string => {
  const region = findRegion(account);
  if (region) return region;
  throw new CliError(noRegion(account.profile));
};

const ignore = (): void => {};

/** The SDK warns in eight lines if keys and AWS_PROFILE are set. The profile wins, and commands write which account it is. */
const QUIET = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * The settings of every SDK client: deadlines, the Region, and the SDK's own chain of credentials and endpoints.
 * @throws CliError if there is no Region, or no profile of that name.
 */
export const clientSettings = ({ region, profile }: Account) => {
  // Set before the client is created, whose default chain reads it.
  if (profile) process.env.AWS_PROFILE = profile;
  requireProfile();
  return {
    region: regionOf({ region, profile }),
    logger: QUIET,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
};

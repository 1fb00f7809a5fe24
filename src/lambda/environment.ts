import type { AwsOptions } from '../aws/call.ts';
import { ConfigError } from '../model/errors.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads environment variables that the stack sets. None of them is a secret.
 * @throws ConfigError that names the missing ones.
 */
export const readEnvironment = <Name extends string>(env: Env, ...names: Name[]): Record<Name, string> => {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) throw new ConfigError(missing.map((name) => `${name}: not set in the environment`));
  return Object.fromEntries(names.map((name) => [name, env[name]])) as Record<Name, string>;
};

/** @returns the values of a list that is separated by commas; empty if the variable is not set. */
export const listOf = (value = ''): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** Names of services in `AWS_ENDPOINT_URL_…`, where they are not those of the endpoints. */
const ENDPOINT_NAMES: Readonly<Record<string, string>> = {
  logs: 'CLOUDWATCH_LOGS',
  states: 'SFN',
  elasticbeanstalk: 'ELASTIC_BEANSTALK',
  monitoring: 'CLOUDWATCH',
};

/** Region, endpoints and credentials, from the variables that Lambda sets and that the SDKs read too. */
export const awsOptions = (env: Env): AwsOptions => {
  const { AWS_REGION } = readEnvironment(env, 'AWS_REGION');
  return {
    region: AWS_REGION,
    urlSuffix: env.URL_SUFFIX || undefined,
    fips: env.AWS_USE_FIPS_ENDPOINT === 'true',
    endpoint: env.AWS_ENDPOINT_URL,
    endpointOf: (service) => env[`AWS_ENDPOINT_URL_${ENDPOINT_NAMES[service] ?? service.toUpperCase()}`],
    credentials: () => ({
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: env.AWS_SESSION_TOKEN,
    }),
  };
};

/** Limit in milliseconds: the function, which may run for 30 seconds, needs the rest. */
const MAX_ENRICHMENT_MS = 8000;
const DEFAULT_ENRICHMENT_MS = 2500;

/** Time limit for enriching one notification, in milliseconds; the default if the variable is not a number. */
export const enrichmentBudget = ({ ENRICHMENT_MS }: Env): number => {
  const budget = Number(ENRICHMENT_MS ?? 0);
  return Number.isNaN(budget) ? DEFAULT_ENRICHMENT_MS : Math.min(MAX_ENRICHMENT_MS, Math.max(0, budget));
};

/** Which AWS account and region; what is not given is up to the environment, as for every AWS tool. */
export interface Account {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** What every SDK client is made with: its own chain of credentials, regions and endpoints, and deadlines. */
export const clientSettings = ({ region, profile }: Account) => {
  // Before a client is made: its default chain looks here.
  if (profile) process.env.AWS_PROFILE = profile;
  return {
    ...(region && { region }),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
};

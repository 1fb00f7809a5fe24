/** Selects an AWS account and Region. Unset fields come from the environment, as for every AWS tool. */
export interface Account {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** The settings of every SDK client: deadlines, and the SDK's own chain of credentials, Regions and endpoints. */
export const clientSettings = ({ region, profile }: Account) => {
  // Set before the client is created, whose default chain reads it.
  if (profile) process.env.AWS_PROFILE = profile;
  return {
    ...(region && { region }),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
};

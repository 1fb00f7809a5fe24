/** Where a service's endpoint is. */
export interface Place {
  readonly region: string;
  /** DNS suffix of the partition. Default: `amazonaws.com`. */
  readonly urlSuffix?: string | undefined;
  /** Endpoints with cryptography that is validated by FIPS 140. AWS has them in Regions of the United States and Canada. */
  readonly fips?: boolean | undefined;
}

/** In GovCloud the other endpoints are validated by themselves. */
const hasOwnFips = (service: string, region: string): boolean =>
  !region.startsWith('us-gov-') || /^code|^ecs/.test(service) || (service === 'states' && region === 'us-gov-east-1');

/**
 * The host of a service's endpoint, such as `sqs.eu-central-1.amazonaws.com`.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 * @see https://aws.amazon.com/compliance/fips/
 */
export const serviceHost = (service: string, { region, urlSuffix = 'amazonaws.com', fips = false }: Place): string => {
  const name = fips && hasOwnFips(service, region) ? `${service}-fips` : service;
  // IAM has one endpoint in each of these two partitions.
  if (service !== 'iam' || urlSuffix !== 'amazonaws.com') return `${name}.${region}.${urlSuffix}`;
  return region.startsWith('us-gov-') ? 'iam.us-gov.amazonaws.com' : `${name}.amazonaws.com`;
};

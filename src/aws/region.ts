/** DNS suffixes of the partitions other than `aws`, by the beginning of a Region's name. */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
];

/**
 * The host of a service's endpoint, such as `sqs.eu-central-1.amazonaws.com`.
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export const serviceHost = (service: string, region: string): string => {
  // IAM has one endpoint for each partition.
  if (service === 'iam' && region.startsWith('us-gov-')) return 'iam.us-gov.amazonaws.com';
  if (service === 'iam' && !region.startsWith('cn-')) return 'iam.amazonaws.com';
  const suffix = SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return `${service}.${region}.${suffix}`;
};

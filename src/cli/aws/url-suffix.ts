/** DNS suffixes of the partitions other than `aws` and `aws-us-gov`, by the beginning of a Region's name. */
const SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
];

/** The DNS suffix of a Region's endpoints, which CloudFormation calls `AWS::URLSuffix`. */
export const urlSuffixOf = (region: string): string =>
  SUFFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';

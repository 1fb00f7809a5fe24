import { serviceHost } from '../../src/aws/region.ts';
import { urlSuffixOf } from '../../src/cli/aws/url-suffix.ts';

/** Hosts as the endpoint rules of AWS's own SDKs make them. */
test.each([
  ['sqs', 'eu-central-1', 'sqs.eu-central-1.amazonaws.com'],
  ['sqs', 'cn-northwest-1', 'sqs.cn-northwest-1.amazonaws.com.cn'],
  ['dynamodb', 'us-gov-east-1', 'dynamodb.us-gov-east-1.amazonaws.com'],
  ['ssm', 'us-iso-west-1', 'ssm.us-iso-west-1.c2s.ic.gov'],
  ['ssm', 'us-isob-east-1', 'ssm.us-isob-east-1.sc2s.sgov.gov'],
  ['ssm', 'us-isof-south-1', 'ssm.us-isof-south-1.csp.hci.ic.gov'],
  ['ssm', 'eu-isoe-west-1', 'ssm.eu-isoe-west-1.cloud.adc-e.uk'],
  ['codepipeline', 'eusc-de-east-1', 'codepipeline.eusc-de-east-1.amazonaws.eu'],
  ['iam', 'us-east-1', 'iam.amazonaws.com'],
  ['iam', 'us-gov-west-1', 'iam.us-gov.amazonaws.com'],
  ['iam', 'cn-north-1', 'iam.cn-north-1.amazonaws.com.cn'],
  ['iam', 'eusc-de-east-1', 'iam.eusc-de-east-1.amazonaws.eu'],
])('%s in %s has the host %s', (service, region, host) => {
  expect(serviceHost(service, { region, urlSuffix: urlSuffixOf(region) })).toBe(host);
});

test.each([
  ['ssm', 'us-east-1', 'ssm-fips.us-east-1.amazonaws.com'],
  ['sts', 'ca-central-1', 'sts-fips.ca-central-1.amazonaws.com'],
  ['iam', 'us-east-1', 'iam-fips.amazonaws.com'],
  ['dynamodb', 'us-gov-west-1', 'dynamodb.us-gov-west-1.amazonaws.com'],
  ['logs', 'us-gov-west-1', 'logs.us-gov-west-1.amazonaws.com'],
  ['codebuild', 'us-gov-west-1', 'codebuild-fips.us-gov-west-1.amazonaws.com'],
  ['codepipeline', 'us-gov-east-1', 'codepipeline-fips.us-gov-east-1.amazonaws.com'],
  ['ecs', 'us-gov-west-1', 'ecs-fips.us-gov-west-1.amazonaws.com'],
  ['states', 'us-gov-west-1', 'states.us-gov-west-1.amazonaws.com'],
  ['states', 'us-gov-east-1', 'states-fips.us-gov-east-1.amazonaws.com'],
  ['iam', 'us-gov-west-1', 'iam.us-gov.amazonaws.com'],
])('%s in %s has the FIPS endpoint %s', (service, region, host) => {
  expect(serviceHost(service, { region, fips: true })).toBe(host);
});

import { createAccountAliases } from '../../../src/aws/account-alias.ts';
import { serviceHost } from '../../../src/aws/region.ts';
import { START } from '../../support/lambda-events.ts';

export interface Host {
  readonly service: string;
  readonly region: string;
  readonly fips: boolean;
  /** The host that the functions call. */
  readonly host: string;
}

/** Regions of every partition, with the value of `AWS::URLSuffix`, which the template passes to the functions. */
const REGIONS: Readonly<Record<string, string>> = {
  'us-east-1': 'amazonaws.com',
  'eu-central-1': 'amazonaws.com',
  'ca-central-1': 'amazonaws.com',
  'us-gov-west-1': 'amazonaws.com',
  'us-gov-east-1': 'amazonaws.com',
  'cn-north-1': 'amazonaws.com.cn',
  'cn-northwest-1': 'amazonaws.com.cn',
  'us-iso-east-1': 'c2s.ic.gov',
  'us-isob-east-1': 'sc2s.sgov.gov',
  'eusc-de-east-1': 'amazonaws.eu',
};

/** Whether AWS has FIPS endpoints there. */
const hasFips = (region: string): boolean => /^(?:us|ca)-(?!iso)/.test(region);

/** IAM is called in one Region of each partition. */
const iamRegionOf = async (region: string): Promise<string> => {
  const asked: string[] = [];
  const alias = createAccountAliases({
    callFor: async (called) => {
      asked.push(called);
      return async () => ({ AccountAliases: '' });
    },
    report: (error) => {
      throw error;
    },
    now: () => START,
  });
  await alias(region, '111122223333');
  return asked[0] ?? '';
};

/** The hosts of these services in Regions of every partition, with FIPS endpoints where there are some. */
export const hostsOf = async (services: readonly string[]): Promise<Host[]> => {
  const places = Object.entries(REGIONS).flatMap(([region, urlSuffix]) =>
    [false, ...(hasFips(region) ? [true] : [])].map((fips) => ({ region, urlSuffix, fips })),
  );
  const hosts = places.flatMap((place) =>
    services.map(async (service): Promise<Host> => {
      const region = service === 'iam' ? await iamRegionOf(place.region) : place.region;
      return { service, region, fips: place.fips, host: serviceHost(service, { ...place, region }) };
    }),
  );
  return Promise.all(hosts);
};

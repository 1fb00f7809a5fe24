import type { Asked, AskedService } from '../../model/enrichment.ts';
import type { Notification } from '../../model/notification.ts';

/**
 * CloudWatch accepts JSON beside CBOR.
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/cloudwatch/2010-08-01/service-2.json
 */
export const MONITORING: AskedService = {
  name: 'monitoring',
  prefix: 'cloudwatch',
  target: 'GraniteServiceVersion20100801',
  version: '1.0',
};

export const asks: readonly Asked[] = [
  { service: MONITORING, operations: ['DescribeAlarmContributors'], resources: ['alarm:*'] },
];

/** Whether it is an alarm with several time series whose event does not name those that are in alarm. */
export const isUnnamed = ({ moment, series, counts, resource }: Notification): boolean =>
  moment === 'failed' && series === undefined && counts?.of === 'contributors' && resource?.kind === 'alarm';

import type { Asked, QueryService } from '../../model/enrichment.ts';
import type { Notification } from '../../model/notification.ts';

export const BEANSTALK: QueryService = { name: 'elasticbeanstalk', protocol: 'query', version: '2010-12-01' };

export const asks: readonly Asked[] = [
  {
    service: BEANSTALK,
    operations: ['DescribeEnvironmentHealth', 'DescribeEvents'],
    resources: ['environment/*'],
  },
];

/** Health of enhanced reporting, which has causes. Basic reporting has colours only. */
const ENHANCED = /^(?:Degraded|Severe)$/;

/** Whether Elastic Beanstalk can explain the notification. */
export const isAsked = ({ moment, resource, verdict }: Notification): boolean =>
  moment === 'failed' &&
  (resource?.kind === 'environment' ||
    (resource?.kind === 'environment-health' && ENHANCED.test(String(verdict?.values.health ?? ''))));

import type { Example } from '../../model/event-source.ts';
import { EXAMPLE_ACCOUNT as ACCOUNT, exampleEvent, jsonExample, EXAMPLE_REGION as REGION } from '../shared/example.ts';
import { ENVIRONMENT, HEALTH, RESOURCE, SOURCE, UPDATE } from './event.ts';

/** `Wed Mar 04 09:15:30 UTC 2026`, as Beanstalk writes a time in a text. */
const textTime = (time: Date): string => {
  const [day = '', date = '', month = '', year = '', clock = ''] = time.toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${clock} UTC ${year}`;
};

/** The examples of the source `elastic-beanstalk`. */
export const beanstalkExamples = (now: Date): readonly Example[] => {
  const example = (name: string, detailType: string, Status: string, Message: string, Severity = 'INFO') =>
    jsonExample(
      name,
      exampleEvent({
        source: SOURCE,
        detailType,
        at: now,
        resources: [`arn:aws:elasticbeanstalk:${REGION}:${ACCOUNT}:environment/shop/shop-prod`],
        detail: {
          Status,
          EventDate: now.getTime(),
          ApplicationName: 'shop',
          Message,
          EnvironmentName: 'shop-prod',
          Severity,
        },
      }),
    );
  const health = (name: string, message: string, severity?: string) =>
    example(name, HEALTH, 'Environment health changed', `Environment health has transitioned ${message}`, severity);
  return [
    example(
      'beanstalk-update-failed',
      ENVIRONMENT,
      'Environment update failed',
      'Failed to deploy configuration.',
      'ERROR',
    ),
    health('beanstalk-severe', 'from Ok to Severe. 87.5 % of the requests are failing with HTTP 5xx.', 'WARN'),
    health('beanstalk-ok', 'from Severe to Ok. Application update completed 64 seconds ago and took 3 minutes.'),
    example(
      'beanstalk-updated',
      ENVIRONMENT,
      'Environment update successful',
      'Environment update completed successfully.',
    ),
    example('beanstalk-managed-update', UPDATE, 'Managed updated started', 'Managed platform update is in-progress.'),
    example('beanstalk-load-balancer', RESOURCE, 'Load balancer created', 'Created load balancer named: awseb-e-a-Lb1'),
    {
      name: 'beanstalk-sns-degraded',
      subject:
        'AWS Elastic Beanstalk Notification - Environment health has transitioned from Info to Degraded. 2 out...',
      text: [
        `Timestamp: ${textTime(now)}`,
        'Message: Environment health has transitioned from Info to Degraded. 2 out of 3 instances are impacted.',
        '',
        'Environment: shop-prod',
        'Application: shop',
        '',
        `Environment URL: http://shop-prod.${REGION}.elasticbeanstalk.com`,
        `NotificationProcessId: ${crypto.randomUUID()}`,
      ].join('\n'),
    },
  ];
};

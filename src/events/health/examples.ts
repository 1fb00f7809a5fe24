import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';
import { ABUSE, EVENT, SOURCE } from './event.ts';

/** The examples of the source `health`. */
export const healthExamples = (now: Date): readonly Example[] => {
  const event = (
    name: string,
    detailType: string,
    detail: { eventTypeCode: string; service: string; [key: string]: unknown },
  ) => {
    const id = crypto.randomUUID();
    const { eventTypeCode, service } = detail;
    return jsonExample(
      name,
      exampleEvent({
        source: SOURCE,
        detailType,
        at: now,
        detail: {
          eventArn: `arn:aws:health:${REGION}::event/${service}/${eventTypeCode}/${eventTypeCode}_${id}`,
          eventScopeCode: 'ACCOUNT_SPECIFIC',
          communicationId: `${id.replaceAll('-', '')}-1`,
          lastUpdatedTime: now.toUTCString(),
          eventRegion: REGION,
          affectedAccount: ACCOUNT,
          page: '1',
          totalPages: '1',
          backupEvent: 'false',
          ...detail,
        },
      }),
    );
  };
  const described = (latestDescription: string) => [{ language: 'en_US', latestDescription }];
  return [
    event('health-key-exposed', EVENT, {
      service: 'RISK',
      eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
      eventTypeCategory: 'issue',
      statusCode: 'open',
      startTime: minutesBefore(now, 3).toUTCString(),
      eventDescription: described(
        'An access key of the user deploy was found on a public web page. You must delete or rotate the key, and check the account for changes that you did not make.',
      ),
      affectedEntities: [{ entityValue: 'deploy' }],
      actionability: 'ACTION_REQUIRED',
      personas: ['SECURITY'],
    }),
    event('health-issue', EVENT, {
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE',
      eventTypeCategory: 'issue',
      eventScopeCode: 'PUBLIC',
      statusCode: 'open',
      startTime: minutesBefore(now, 22).toUTCString(),
      eventDescription: described(
        'Current severity level: Degraded\n\n[09:12 AM PST] We are investigating increased error rates for new instances in one Availability Zone. Running instances are not affected.',
      ),
    }),
    event('health-issue-closed', EVENT, {
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE',
      eventTypeCategory: 'issue',
      eventScopeCode: 'PUBLIC',
      statusCode: 'closed',
      startTime: minutesBefore(now, 95).toUTCString(),
      endTime: minutesBefore(now, 4).toUTCString(),
      eventDescription: described(
        '[RESOLVED] New instances start again in all Availability Zones. The issue has been resolved and the service operates normally.',
      ),
    }),
    event('health-retirement', EVENT, {
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
      eventTypeCategory: 'scheduledChange',
      statusCode: 'upcoming',
      startTime: minutesBefore(now, -9 * 24 * 60).toUTCString(),
      eventDescription: described(
        'The hardware of one or more of your instances has failed in part and will be retired. We recommend that you stop and start the instances before that date.',
      ),
      affectedEntities: [{ entityValue: 'i-0a1b2c3d4e5f60718', status: 'PENDING' }],
      actionability: 'ACTION_REQUIRED',
    }),
    event('health-abuse', ABUSE, {
      service: 'ABUSE',
      eventTypeCode: 'AWS_ABUSE_DOS_REPORT',
      eventTypeCategory: 'issue',
      statusCode: 'open',
      startTime: minutesBefore(now, 12).toUTCString(),
      eventDescription: described(
        'We have received a report that resources of your account took part in an attack on another host. Please reply within 24 hours with the steps that you have taken.',
      ),
      affectedEntities: [{ entityValue: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0a1b2c3d4e5f60718` }],
    }),
  ];
};

import * as z from 'zod/mini';
import { awsEvent, lenient, lenientList, type Subscription, text } from '../../model/event-source.ts';

export const SOURCE = 'aws.health';
export const EVENT = 'AWS Health Event';
export const ABUSE = 'AWS Health Abuse Event';

export const healthEvents: Subscription = { source: SOURCE, detailTypes: [EVENT, ABUSE] };

/** Numbers and flags are text in AWS's events. */
const word = lenient(z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String)));

/** @see https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
const Detail = z.looseObject({
  eventArn: text,
  service: text,
  eventTypeCode: z.string(),
  eventTypeCategory: text,
  eventScopeCode: text,
  communicationId: text,
  statusCode: text,
  startTime: text,
  endTime: text,
  lastUpdatedTime: text,
  eventRegion: text,
  affectedAccount: text,
  eventDescription: lenientList(z.looseObject({ language: text, latestDescription: text })),
  affectedEntities: lenientList(z.looseObject({ entityValue: text, status: text })),
  totalPages: word,
  actionability: text,
  personas: lenient(z.array(text)),
});
export type Detail = z.infer<typeof Detail>;

export const HealthEvent = awsEvent(healthEvents, Detail);

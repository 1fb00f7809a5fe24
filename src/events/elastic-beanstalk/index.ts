// Events of Elastic Beanstalk environments: operations and health, from EventBridge or as an environment's text on SNS.
// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.eventbridge.html
// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.sns.html
import { defineEventSource } from '../../model/event-source.ts';
import { lineOf, safeUrl } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { asks, isAsked } from './asks.ts';
import { AnyBeanstalkEvent, beanstalkEvents } from './event.ts';
import { outcomeOf } from './outcome.ts';

/** Longer than AWS's limits for names, in characters. The other limit is ours. */
const MAX_NAME_CHARS = 100;
const MAX_STATE_CHARS = 100;

/** Elastic Beanstalk environments. */
export const elasticBeanstalk = defineEventSource({
  name: 'elastic-beanstalk',
  enrichment: {
    asks,
    applies: isAsked,
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./example-answers.ts')).exampleAnswers,
  },
  subscribes: beanstalkEvents,
  examples: async (now) => (await import('./examples.ts')).beanstalkExamples(now),
  event: AnyBeanstalkEvent,
  notify(event, { messageId, publishedAt }) {
    const environment = lineOf(event?.environment, MAX_NAME_CHARS);
    if (!event || !environment) return undefined;

    const time = event.time ?? publishedAt;
    const { isHealth, ...outcome } = outcomeOf({ ...event, environment }, time);
    const application = lineOf(event.application, MAX_NAME_CHARS);
    // The page of an environment needs an id that no event contains.
    const page = `/application/overview?applicationName=${encodePart(application ?? '')}`;
    const url = application && consoleLink(event.region, ['elasticbeanstalk', 'home'], page);
    const site = safeUrl(event.site);
    return {
      id: event.id ?? stableId('message', [messageId]),
      ...outcome,
      time,
      ...(isHealth
        ? { resource: { kind: 'environment-health', name: environment }, lasting: true }
        : { resource: { kind: 'environment', name: environment } }),
      state: lineOf(event.status, MAX_STATE_CHARS),
      details: application ? [{ label: 'application', value: application }] : [],
      links: [
        ...(url ? [{ label: 'open-application', url }] : []),
        ...(site ? [{ label: 'open-site', url: site }] : []),
      ],
    };
  },
});

// Stacks, their drift, and stack sets: from EventBridge, or from the text that a stack publishes to its notification topic.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/events-detail-reference.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html

import { defineEventSource } from '../../model/event-source.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { asks } from './asks.ts';
import {
  type CloudFormationChange,
  CloudFormationEvent,
  cloudformationEvents,
  DRIFT,
  STACK,
  STACK_SET,
} from './event.ts';
import { resourceFailure, stackFailures } from './failures.ts';
import { parentOf } from './nested.ts';
import { isByHand, outcomeOf } from './outcome.ts';

/** AWS's limit for names of stacks and stack sets, in characters. The other limits are ours. */
const MAX_NAME_CHARS = 128;
const MAX_ID_CHARS = 128;
const MAX_REASON_CHARS = 1000;

/** Kind of a resource of a stack. */
const RESOURCE = 'stack-resource';

const linkOf = ({ kind, region, arn = '' }: CloudFormationChange, name: string): string | undefined => {
  const page = kind === DRIFT ? 'drifts' : 'events';
  const hash =
    kind === STACK_SET ? `/stacksets/${encodePart(name)}/stacks` : `/stacks/${page}?stackId=${encodePart(arn)}`;
  return consoleLink(region, ['cloudformation', 'home'], hash);
};

const isDeletion = ({ status }: CloudFormationChange): boolean => /^DELETE_/.test(status ?? '');

/** Deletions have no later run that could fix them, and drift is not a run. */
const executionOf = (change: CloudFormationChange): Notification['execution'] => {
  const id = change.kind === STACK || change.kind === STACK_SET ? lineOf(change.run, MAX_ID_CHARS) : undefined;
  return id && !isDeletion(change) ? { id } : undefined;
};

/** CloudFormation stacks and stack sets. */
export const cloudformation = defineEventSource({
  name: 'cloudformation',
  enrichment: {
    asks,
    providers: ['CloudFormation'],
    applies: ({ moment, state, resource }) =>
      resource !== undefined &&
      resource.kind !== RESOURCE &&
      (moment === 'failed' || (moment === 'change' && state === 'DRIFTED')),
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./example-answers.ts')).exampleAnswers,
  },
  subscribes: cloudformationEvents,
  examples: async (now) => (await import('./examples.ts')).cloudformationExamples(now),
  event: CloudFormationEvent,
  notify(change, { messageId, publishedAt }) {
    const arn = parseArn(change?.arn);
    const [, name] = /^stack(?:set)?\/([^/:]+)/.exec(arn.resource ?? '') ?? [];
    const shown = lineOf(name, MAX_NAME_CHARS);
    if (!change || !name || !shown) return undefined;

    const region = change.region ?? arn.region;
    const status = lineOf(change.status, 60);
    const isResource = change.kind === 'resource';
    const resource = isResource ? (lineOf(change.resource, MAX_NAME_CHARS) ?? shown) : undefined;
    const outcome = outcomeOf({ ...change, status }, shown);
    const isFailure = outcome.moment === 'failed';
    // What a nested stack and a resource report is reported once more by the stack that they are a part of.
    const parent = isResource ? shown : change.kind === STACK ? parentOf(name) : undefined;
    const own: Failure[] = resource ? [resourceFailure(resource, change.reason)] : stackFailures(change.reason);
    const execution = executionOf(change);
    return {
      id: eventIdentity(change.id) ?? stableId('message', [messageId]),
      ...outcome,
      time: isoTime(change.time) ?? publishedAt,
      text: isFailure || isByHand(change.reason) ? undefined : textOf(change.reason, MAX_REASON_CHARS),
      account: change.account ?? arn.account,
      region,
      ...(parent && { level: 'job', parent }),
      resource: {
        kind: resource ? RESOURCE : change.kind === STACK_SET ? 'stack-set' : 'stack',
        name: resource ?? shown,
        url: linkOf({ ...change, region }, name),
      },
      state: status,
      ...(execution && { execution }),
      // An operation without a token has no id. Its stack is in one state at a time all the same.
      ...(!execution && change.kind === STACK && !isDeletion(change) && { lasting: true }),
      failures: isFailure ? own : [],
    };
  },
});

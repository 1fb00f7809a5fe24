import * as z from 'zod/mini';
import type { Cause, FoundFacts, Plan } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { listOf, read } from '../shared/answers.ts';
import { withFacts } from '../shared/cause-plan.ts';
import { CLOUDFORMATION } from './asks.ts';
import { instanceReasonOf, type Reason } from './reason.ts';

const MAX_NAME_CHARS = 128;
const MAX_LISTED = 3;

/** The first names of a list, and how many more there are. */
const listed = (names: readonly string[]): string => {
  const more = names.length - MAX_LISTED;
  return [...names.slice(0, MAX_LISTED), ...(more > 0 ? [`+${more}`] : [])].join(', ');
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackSetOperationResults.html */
const ResultsAnswer = z.object({
  Summaries: listOf(z.object({ Account: text, Region: text, Status: text, StatusReason: text })),
  NextToken: text,
});

interface Results extends Reason {
  readonly resource?: string | undefined;
  readonly places: readonly string[];
  readonly isWhole: boolean;
}

const readResults = (output: unknown): Results => {
  const { Summaries, NextToken } = read(ResultsAnswer, output);
  const failed = Summaries.filter(({ Status }) => Status === undefined || Status === 'FAILED');
  const places = failed.flatMap(({ Account, Region }) => redactedLine(`${Account ?? ''} ${Region ?? ''}`, 60) ?? []);
  const why = failed.map(({ StatusReason }) => instanceReasonOf(StatusReason)).find(({ reason }) => reason);
  return { ...why, places, isWhole: !NextToken };
};

/** In which accounts and Regions an operation of a stack set failed, and the first reason. */
export const stackSetCause = (stackSet: string | undefined, operation: string | undefined): Cause => ({
  part: 'stack-set-results',
  async search({ ask, part, add, addFacts }) {
    if (!stackSet || !operation) return;
    const input = {
      StackSetName: stackSet,
      OperationId: operation,
      Filters: [{ Name: 'OPERATION_RESULT_STATUS', Values: 'FAILED' }],
      MaxResults: 100,
    };
    const found = await part('stack-set-results', () =>
      ask({ service: CLOUDFORMATION, operation: 'ListStackSetOperationResults', input, read: readResults }),
    );
    if (!found || found.places.length === 0) return;
    const { reason, code, resource, places, isWhole } = found;
    add({ reason, code, action: resource });
    addFacts?.({
      details: [{ label: 'failed-in', value: listed(places) }],
      ...(isWhole && { counts: { of: 'stack-instances', failed: places.length } }),
    });
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResourceDrifts.html */
const DriftsAnswer = z.object({ StackResourceDrifts: listOf(z.object({ LogicalResourceId: text })) });

const readDrifts = (output: unknown): string[] =>
  read(DriftsAnswer, output).StackResourceDrifts.flatMap(
    ({ LogicalResourceId }) => redactedLine(LogicalResourceId, MAX_NAME_CHARS) ?? [],
  );

/** Which resources of a stack have drifted. Their properties are not read. */
export const driftPlan = (arn: string | undefined, notification: Notification): Plan | undefined => {
  const stack = arn ?? notification.resource?.name;
  if (!stack || notification.state !== 'DRIFTED') return undefined;
  let facts: FoundFacts = {};
  return {
    async ask({ ask, part }) {
      const input = { StackName: stack, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'], MaxResults: 100 };
      const names = await part('drift', () =>
        ask({ service: CLOUDFORMATION, operation: 'DescribeStackResourceDrifts', input, read: readDrifts }),
      );
      if (names && names.length > 0) facts = { details: [{ label: 'drifted-resources', value: listed(names) }] };
    },
    compose: () => withFacts(notification, facts),
  };
};

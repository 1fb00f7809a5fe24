import type { Example } from '../../model/event-source.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';
import { SOURCE, STATUS_CHANGE } from './asks.ts';

const example = (name: string, now: Date, status: string, more: object = {}): Example => {
  const execution = crypto.randomUUID();
  const arn = `arn:aws:states:${REGION}:${ACCOUNT}`;
  const executionArn = `${arn}:execution:nightly-settlement:${execution}`;
  const detail = {
    executionArn,
    stateMachineArn: `${arn}:stateMachine:nightly-settlement`,
    name: execution,
    status,
    startDate: minutesBefore(now, 12).getTime(),
    stopDate: status === 'RUNNING' ? null : now.getTime(),
    input: '{"day":"2026-03-04"}',
    inputDetails: { included: true },
    output: null,
    outputDetails: null,
    redriveCount: 0,
    error: null,
    cause: null,
    ...more,
  };
  return jsonExample(
    name,
    exampleEvent({ source: SOURCE, detailType: STATUS_CHANGE, at: now, resources: [executionArn], detail }),
  );
};

/** Error and cause of a Lambda function that throws. */
const THROWN = {
  error: 'LedgerMismatch',
  cause: '{"errorType":"LedgerMismatch","errorMessage":"Debits and credits differ by 12.40 EUR","trace":[]}',
};

export const executionExamples = (now: Date): readonly Example[] => [
  example('step-functions-failed', now, 'FAILED', THROWN),
  example('step-functions-timed-out', now, 'TIMED_OUT'),
  example('step-functions-aborted', now, 'ABORTED', { error: 'WrongDay', cause: 'Started for the wrong day' }),
  example('step-functions-started', now, 'RUNNING'),
  example('step-functions-redriven', now, 'RUNNING', { redriveCount: 1, redriveDate: now.getTime() }),
  example('step-functions-succeeded', now, 'SUCCEEDED', {
    output: '{"settled":true}',
    outputDetails: { included: true },
  }),
];

/** The history of the failed execution, newest event first. */
export const exampleAnswers = {
  'states GetExecutionHistory': {
    events: [
      { id: 7, previousEventId: 6, type: 'ExecutionFailed', executionFailedEventDetails: THROWN },
      { id: 6, previousEventId: 5, type: 'TaskFailed', taskFailedEventDetails: { resourceType: 'lambda', ...THROWN } },
      { id: 5, previousEventId: 4, type: 'TaskStarted' },
      { id: 4, previousEventId: 3, type: 'TaskScheduled' },
      { id: 3, previousEventId: 2, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'CompareLedgers' } },
    ],
  },
};

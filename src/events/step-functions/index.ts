// Executions of Step Functions' standard workflows. Express workflows send no events.
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, lenient, text } from '../../model/event-source.ts';
import type { Failure, Moment, Severity } from '../../model/notification.ts';
import { lineOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { asks, executionArn, SOURCE, STATUS_CHANGE } from './asks.ts';
import { reasonOf } from './reason.ts';

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
const MOMENTS: ReadonlyMap<string, readonly [Moment, Severity]> = new Map([
  ['RUNNING', ['started', 'info']],
  ['SUCCEEDED', ['succeeded', 'success']],
  ['FAILED', ['failed', 'failure']],
  ['TIMED_OUT', ['failed', 'failure']],
  ['ABORTED', ['stopped', 'warning']],
]);

/** Longest name of a state machine and of an execution, in characters. @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_NAME_CHARS = 80;
/** The executions of a Map run belong to `machine/label`. A limit of ours, as are the others. */
const MAX_MACHINE_CHARS = 200;
const MAX_ERROR_CHARS = 100;

const number = lenient(z.number());

/** Input and output are not read: they may contain any data of the workflow. */
const Event = awsEvent(
  { source: SOURCE, detailTypes: [STATUS_CHANGE] },
  z.looseObject({
    executionArn: text,
    stateMachineArn: text,
    name: text,
    status: text,
    startDate: number,
    stopDate: number,
    redriveCount: number,
    error: text,
    cause: text,
  }),
);
type Event = z.infer<typeof Event>;

/** Milliseconds since 1970 as ISO 8601. */
const timeOf = (ms: number | undefined): string | undefined => {
  const time = new Date(ms ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : isoTime(time.toISOString());
};

/** The error that Step Functions gives to a state that takes too long. The event of an execution that does has none. */
const TIMEOUT = 'States.Timeout';

const failureOf = ({ status, error, cause }: Event['detail']): Failure => ({
  code: lineOf(error, MAX_ERROR_CHARS) ?? (status === 'TIMED_OUT' ? TIMEOUT : undefined),
  reason: reasonOf(cause),
});

/** The name in `arn:…:stateMachine:name`, optionally followed by `/label` or `:version`. */
const machineOf = ({ stateMachineArn, executionArn }: Event['detail']): string | undefined => {
  const [, machine] =
    /^arn:[\w-]+:states:[^:]*:[^:]*:(?:stateMachine|execution):([^:]{1,200})/.exec(
      stateMachineArn ?? executionArn ?? '',
    ) ?? [];
  return lineOf(machine, MAX_MACHINE_CHARS);
};

const linkOf = ({ region, detail: { executionArn } }: Event): string | undefined =>
  executionArn && /^arn:[\w-]+:states:[^:]+:\d{12}:execution:\S+$/.test(executionArn)
    ? consoleLink(region, ['states', 'home'], `/v2/executions/details/${encodePart(executionArn)}`)
    : undefined;

/** Executions of a Map run are changes only: there may be thousands, and the parent workflow reports the result. */
const outcomeOf = (status: string, machine: string, redrives: number): readonly [Moment, Severity] => {
  const known = MOMENTS.get(status) ?? (['change', 'info'] as const);
  if (machine.includes('/')) return ['change', known[0] === 'failed' ? 'warning' : 'info'];
  return status === 'RUNNING' && redrives > 0 ? ['resumed', 'info'] : known;
};

const identityOf = ({ id, time, detail }: Event, attempt: number): string =>
  eventIdentity(id) ?? stableId('execution', [detail.executionArn, detail.status, attempt, time].map(String));

/** Executions of Step Functions. */
export const stepFunctions = defineEventSource({
  name: 'step-functions',
  enrichment: {
    asks,
    providers: ['StepFunctions'],
    applies: (notification) => notification.moment === 'failed' && executionArn(notification) !== undefined,
    load: async () => (await import('./cause.ts')).questions,
    exampleAnswers: async () => (await import('./examples.ts')).exampleAnswers,
  },
  subscribes: [{ source: SOURCE, detailTypes: [STATUS_CHANGE] }],
  examples: async (now) => (await import('./examples.ts')).executionExamples(now),
  event: Event,
  notify(event, { publishedAt }) {
    const { detail } = event;
    const machine = machineOf(detail);
    if (!detailTypeOf(event) || !machine) return undefined;

    const status = lineOf(detail.status, 40) ?? 'changed';
    const redrives = Math.max(0, Math.trunc(detail.redriveCount ?? 0));
    const [moment, severity] = outcomeOf(status, machine, redrives);
    const startedAt = timeOf(detail.startDate);
    const id = lineOf(detail.name, MAX_NAME_CHARS);
    return {
      id: identityOf(event, redrives),
      moment,
      severity,
      time: isoTime(event.time) ?? publishedAt,
      resource: { kind: 'state-machine', name: machine },
      state: status,
      execution: id ? { id, attempt: redrives + 1, startedAt, url: linkOf(event) } : undefined,
      durationSeconds: secondsBetween(startedAt, timeOf(detail.stopDate)),
      // Who aborts an execution may give a cause, an error, or neither.
      stopReason: status === 'ABORTED' ? (reasonOf(detail.cause) ?? lineOf(detail.error, MAX_ERROR_CHARS)) : undefined,
      failures: /^(?:FAILED|TIMED_OUT)$/.test(status) ? [failureOf(detail)] : [],
    };
  },
});

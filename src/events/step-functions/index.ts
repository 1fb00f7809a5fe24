// Executions of Step Functions' standard workflows. Express workflows send no events.
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, type Example, lenient, text } from '../../model/event-source.ts';
import type { Failure, Moment, Notification, Severity } from '../../model/notification.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { eventIdentity, stableId } from '../../text/id.ts';
import { isoTime, secondsBetween } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import {
  EXAMPLE_ACCOUNT as ACCOUNT,
  exampleEvent,
  jsonExample,
  minutesBefore,
  EXAMPLE_REGION as REGION,
} from '../shared/example.ts';

const SOURCE = 'aws.states';
const STATUS_CHANGE = 'Step Functions Execution Status Change';

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
/** A Map run's executions are of `machine/label`; a cap of ours, as the others are. */
const MAX_MACHINE_CHARS = 200;
const MAX_ERROR_CHARS = 100;
const MAX_REASON_CHARS = 1000;

const number = lenient(z.number());

/** Input and output are not read: they are whatever the workflow works on. */
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

const parsed = (json: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Causes are cut at 32,768 characters, and some only look like JSON.
    const [, errorMessage] = CUT_WORDS.exec(json) ?? [];
    return errorMessage ? { errorMessage: errorMessage.replaceAll(/\\[nrt]/g, '\n').replaceAll(/\\(.)/g, '$1') } : {};
  }
};

/** What services put their words under: Lambda, a nested execution, an ECS task, Glue, Batch, SageMaker. */
const WORDS = ['errorMessage', 'Cause', 'StoppedReason', 'message', 'ErrorMessage', 'StatusReason', 'FailureReason'];

/** Of JSON that is cut, the words that it begins with, as those of a Lambda function do. */
const CUT_WORDS = /^\{"errorType":"[\w.$]{1,200}","errorMessage":"((?:[^"\\]|\\.)*)"/;

/** Causes within causes that are looked into. */
const MAX_DEPTH = 5;

/** Where data begins: JSON, or what an error of a path quotes. */
const DATA = /\{|\["|\binput '/i;

/**
 * What a cause says to people. It may quote the input, or be JSON that holds it, or a build's environment: of that, only
 * the words are taken.
 */
const reasonOf = (cause: string | undefined, depth = 0): string | undefined => {
  const said = cause?.trim() ?? '';
  const start = said.search(DATA);
  if (start < 0) return textOf(said, MAX_REASON_CHARS);
  const json = parsed(said.slice(start));
  const { StateChangeReason: change } = json as { StateChangeReason?: { Message?: unknown } | null };
  const words = [...WORDS.map((field) => json[field]), change?.Message].find(
    (value): value is string => typeof value === 'string',
  );
  if (words !== undefined && depth < MAX_DEPTH) return reasonOf(words, depth + 1);
  const before = textOf(said.slice(0, start), MAX_REASON_CHARS);
  return before && `${before} …`;
};

const failureOf = ({ status, error, cause }: Event['detail']): Failure => ({
  code: lineOf(error, MAX_ERROR_CHARS) ?? (status === 'TIMED_OUT' ? status : undefined),
  reason: reasonOf(cause),
});

/** `arn:…:stateMachine:name`, perhaps with `/label` or `:version` behind. */
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

/** What a status means. An execution of a Map run is one of thousands; the workflow around it tells how it went. */
const outcomeOf = (status: string, machine: string, redrives: number): readonly [Moment, Severity] => {
  const known = MOMENTS.get(status) ?? (['change', 'info'] as const);
  if (machine.includes('/')) return ['change', known[0] === 'failed' ? 'warning' : 'info'];
  return status === 'RUNNING' && redrives > 0 ? ['resumed', 'info'] : known;
};

const identityOf = ({ id, time, detail }: Event, attempt: number): string =>
  eventIdentity(id) ?? stableId('execution', [detail.executionArn, detail.status, attempt, time].map(String));

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

/** What a Lambda function that throws leaves behind. */
const THROWN = {
  error: 'LedgerMismatch',
  cause: '{"errorType":"LedgerMismatch","errorMessage":"Debits and credits differ by 12.40 EUR","trace":[]}',
};

/** Step Functions' executions. */
export const stepFunctions = defineEventSource({
  name: 'step-functions',
  subscribes: [{ source: SOURCE, detailTypes: [STATUS_CHANGE] }],
  examples: (now) => [
    example('step-functions-failed', now, 'FAILED', THROWN),
    example('step-functions-timed-out', now, 'TIMED_OUT'),
    example('step-functions-started', now, 'RUNNING'),
    example('step-functions-succeeded', now, 'SUCCEEDED', {
      output: '{"settled":true}',
      outputDetails: { included: true },
    }),
  ],
  event: Event,
  notify(event, { publishedAt }): Notification | undefined {
    const { detail, account, region } = event;
    const machine = machineOf(detail);
    if (!detailTypeOf(event) || !machine) return undefined;

    const status = lineOf(detail.status, 40) ?? 'changed';
    const redrives = Math.max(0, Math.trunc(detail.redriveCount ?? 0));
    const [moment, severity] = outcomeOf(status, machine, redrives);
    const startedAt = timeOf(detail.startDate);
    const id = lineOf(detail.name, MAX_NAME_CHARS);
    return {
      version: 1,
      id: identityOf(event, redrives),
      source: 'step-functions',
      moment,
      severity,
      time: isoTime(event.time) ?? publishedAt,
      account: lineOf(account, 40),
      region: lineOf(region, 40),
      resource: { kind: 'state machine', name: machine },
      state: status,
      execution: id ? { id, attempt: redrives + 1, startedAt, url: linkOf(event) } : undefined,
      durationSeconds: secondsBetween(startedAt, timeOf(detail.stopDate)),
      stopReason: status === 'ABORTED' ? reasonOf(detail.cause) : undefined,
      commits: [],
      failures: /^(?:FAILED|TIMED_OUT)$/.test(status) ? [failureOf(detail)] : [],
      details: [],
      links: [],
    };
  },
});

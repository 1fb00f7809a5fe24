// Results of asynchronous Lambda invocations, sent by a function's destination through EventBridge or SNS.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
import * as z from 'zod/mini';
import { awsEvent, defineEventSource, detailTypeOf, lenient, text } from '../../model/event-source.ts';
import type { Failure, Notification } from '../../model/notification.ts';
import { parseArn } from '../../text/arn.ts';
import { lineOf, textOf } from '../../text/clean.ts';
import { stableId } from '../../text/id.ts';
import { isoTime } from '../../text/time.ts';
import { consoleLink, encodePart } from '../shared/console-links.ts';
import { EXAMPLE_ACCOUNT as ACCOUNT, exampleEvent, jsonExample, EXAMPLE_REGION as REGION } from '../shared/example.ts';

const SOURCE = 'lambda';
const SUCCESS = 'Lambda Function Invocation Result - Success';
const FAILURE = 'Lambda Function Invocation Result - Failure';

/** Longest name of a function, in characters. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_NAME_CHARS = 64;
/** Limits of ours. */
const MAX_TYPE_CHARS = 100;
const MAX_REASON_CHARS = 1000;

/** The request, and the response of a successful invocation, are not read. */
const RecordOf = z.looseObject({
  timestamp: text,
  requestContext: z.looseObject({
    requestId: text,
    functionArn: z.string(),
    condition: text,
    approximateInvokeCount: lenient(z.number()),
  }),
  responsePayload: lenient(z.looseObject({ errorMessage: text, errorType: text })),
});
type RecordOf = z.infer<typeof RecordOf>;

const Event = awsEvent({ source: SOURCE, detailTypes: [SUCCESS, FAILURE] }, RecordOf);

/** The record of an invocation in either form. `undefined` for other messages. */
const Invocation = z.pipe(
  z.unknown(),
  z.transform((body): RecordOf | undefined => {
    const event = Event.safeParse(body).data;
    if (event) return detailTypeOf(event) ? event.detail : undefined;
    // A body without a response could be any API request.
    const isBare = typeof body === 'object' && body !== null && 'requestPayload' in body;
    return isBare ? RecordOf.safeParse(body).data : undefined;
  }),
);

const failureOf = ({ responsePayload }: RecordOf): Failure => ({
  code: lineOf(responsePayload?.errorType, MAX_TYPE_CHARS),
  reason: textOf(responsePayload?.errorMessage, MAX_REASON_CHARS),
});

/** Conditions whose meaning is in the verdict. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const KNOWN: ReadonlySet<string | undefined> = new Set(['Success', 'RetriesExhausted', 'EventAgeExceeded']);

/** How often Lambda tried before it gave up, or that it did not try at all. */
const verdictOf = (
  name: string,
  { condition, approximateInvokeCount }: RecordOf['requestContext'],
): Notification['verdict'] => {
  const tries = Math.trunc(approximateInvokeCount ?? 0);
  if (condition === 'Success') return undefined;
  if (condition === 'EventAgeExceeded') return { code: 'invocation-too-old', values: { function: name } };
  return tries > 1 ? { code: 'invocation-failed', values: { function: name, tries } } : undefined;
};

const detailsOf = ({ condition }: RecordOf['requestContext']): Notification['details'] => {
  const words = KNOWN.has(condition) ? undefined : lineOf(condition, 60);
  return words ? [{ label: 'given-up', value: words }] : [];
};

const recordExample = (now: Date, condition: string, responsePayload: object) => ({
  version: '1.0',
  timestamp: now.toISOString(),
  requestContext: {
    requestId: crypto.randomUUID(),
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:warm-cache:$LATEST`,
    condition,
    approximateInvokeCount: condition === 'Success' ? 1 : 3,
  },
  requestPayload: { release: 41 },
  responseContext: { statusCode: 200, executedVersion: '$LATEST' },
  responsePayload,
});

const ERROR = { errorMessage: 'The cache cluster did not answer within 3 s', errorType: 'TimeoutError', trace: [] };

const eventExample = (detailType: string, now: Date, detail: object) => {
  const resources = [`arn:aws:lambda:${REGION}:${ACCOUNT}:function:warm-cache:$LATEST`];
  return exampleEvent({ source: SOURCE, detailType, at: now, resources, detail });
};

/** Asynchronous invocations of functions with a destination. */
export const lambda = defineEventSource({
  name: 'lambda',
  subscribes: [{ source: SOURCE, detailTypes: [SUCCESS, FAILURE] }],
  examples: (now) => [
    jsonExample('lambda-failed', eventExample(FAILURE, now, recordExample(now, 'RetriesExhausted', ERROR))),
    jsonExample('lambda-succeeded', eventExample(SUCCESS, now, recordExample(now, 'Success', { warmed: 212 }))),
    jsonExample('lambda-failed-sns', recordExample(now, 'RetriesExhausted', ERROR)),
  ],
  event: Invocation,
  notify(record, { publishedAt }) {
    const { functionArn, requestId, condition } = record?.requestContext ?? {};
    const { region, account, resource } = parseArn(functionArn);
    const name = lineOf(/^function:([^:]+)/.exec(resource ?? '')?.[1], MAX_NAME_CHARS);
    if (!record || !name) return undefined;

    const good = condition === 'Success';
    const id = lineOf(requestId, 60);
    return {
      // The same id for EventBridge and SNS.
      id: stableId('invocation', [functionArn ?? '', requestId ?? '', condition ?? '', record.timestamp ?? '']),
      moment: good ? 'succeeded' : 'failed',
      severity: good ? 'success' : 'failure',
      time: isoTime(record.timestamp) ?? publishedAt,
      account,
      region,
      resource: {
        kind: 'function',
        name,
        url: consoleLink(region, ['lambda', 'home'], `/functions/${encodePart(name)}`),
      },
      state: lineOf(condition, 40),
      ...(id && { execution: { id } }),
      verdict: verdictOf(name, record.requestContext),
      failures: good ? [] : [failureOf(record)],
      details: detailsOf(record.requestContext),
    };
  },
});

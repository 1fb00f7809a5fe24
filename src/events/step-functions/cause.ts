// https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
import * as z from 'zod/mini';
import type { Cause, Enrichment, FoundCause, Search } from '../../model/enrichment.ts';
import { lenient, text } from '../../model/event-source.ts';
import type { Notification } from '../../model/notification.ts';
import { redactedLine } from '../../text/redact.ts';
import { listOf, read } from '../shared/answers.ts';
import { executionArn, STATES } from './asks.ts';
import { reasonOf } from './reason.ts';

const MAX_NAME_CHARS = 80;
const MAX_ERROR_CHARS = 100;
/** Latest events of the history that are read. A failed task with its state takes at most six. */
const MAX_EVENTS = 20;

/** Input and output are not requested, and not read. */
const HistoryEvent = z.looseObject({
  id: z.number(),
  previousEventId: z.number(),
  stateEnteredEventDetails: lenient(z.object({ name: text })),
});
type HistoryEvent = z.infer<typeof HistoryEvent>;

const HistoryAnswer = z.object({ events: listOf(HistoryEvent) });

/** The details of `TaskFailed`, `LambdaFunctionTimedOut` and the like, whose fields are named after the event. */
const FAILURE = /(?:Failed|TimedOut)EventDetails$/;
const FailureDetails = z.object({ error: text, cause: text });

const failureOf = (event: HistoryEvent): Pick<FoundCause, 'code' | 'reason'> | undefined => {
  const [, details] = Object.entries(event).find(([field]) => FAILURE.test(field)) ?? [];
  const { error, cause } = FailureDetails.safeParse(details).data ?? {};
  return error || cause ? { code: redactedLine(error, MAX_ERROR_CHARS), reason: reasonOf(cause) } : undefined;
};

/** The events that led to the newest one, back to the state in which they happened. */
const lastState = (events: readonly HistoryEvent[]): HistoryEvent[] => {
  const byId = new Map(events.map((event) => [event.id, event]));
  const chain: HistoryEvent[] = [];
  for (let event = events[0]; event && chain.length < events.length; event = byId.get(event.previousEventId)) {
    chain.push(event);
    if (event.stateEnteredEventDetails) break;
  }
  return chain;
};

/** The error closest to its origin: that of the task, if it caused that of the execution. */
const readHistory = (output: unknown): FoundCause => {
  const chain = lastState(read(HistoryAnswer, output).events);
  const failure = chain.map(failureOf).findLast((each) => each !== undefined);
  return { ...failure, phase: redactedLine(chain.at(-1)?.stateEnteredEventDetails?.name, MAX_NAME_CHARS) };
};

const search = async ({ ask, part, add }: Search, arn: string): Promise<void> => {
  const input = { executionArn: arn, reverseOrder: true, includeExecutionData: false, maxResults: MAX_EVENTS };
  const found = await part('execution-history', () =>
    ask({ service: STATES, operation: 'GetExecutionHistory', input, read: readHistory }),
  );
  if (found) add(found);
};

const cause = (run: string, notification: Notification): Cause | undefined => {
  const arn = executionArn(notification, run);
  return arn ? { part: 'execution-history', search: (about) => search(about, arn) } : undefined;
};

export const questions: Enrichment = { cause };

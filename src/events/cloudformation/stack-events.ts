// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
import * as z from 'zod/mini';
import type { Ask } from '../../model/enrichment.ts';
import { text } from '../../model/event-source.ts';
import { listOf, read } from '../shared/answers.ts';
import { CLOUDFORMATION } from './asks.ts';

/** The properties of resources, which may contain secrets, are not read. */
const StackEvent = z.object({
  StackId: text,
  LogicalResourceId: text,
  PhysicalResourceId: text,
  ResourceType: text,
  ResourceStatus: text,
  ResourceStatusReason: text,
  ClientRequestToken: text,
  HookStatus: text,
  HookStatusReason: text,
});
export type StackEvent = z.infer<typeof StackEvent>;

const EventsAnswer = z.object({ StackEvents: listOf(StackEvent), NextToken: text });

/** Pages that are read of one stack, of at most a hundred events each. */
const MAX_PAGES = 4;

export const isOwn = ({ StackId, PhysicalResourceId }: StackEvent): boolean =>
  StackId !== undefined && StackId === PhysicalResourceId;

/** Which operation of a stack is meant, and where it starts. */
export interface Operation {
  /** Name or ARN. Of a deleted stack only the ARN is found. */
  readonly stack: string;
  /** The client request token, if it is known. */
  readonly token?: string | undefined;
  /** The status of the stack with which the operation starts. */
  readonly start: RegExp;
}

/** The events of one operation, newest first. `isWhole` if the first event is among them. */
const take = (events: readonly StackEvent[], { token, start }: Operation) => {
  const isOther = ({ ClientRequestToken }: StackEvent) =>
    token !== undefined && ClientRequestToken !== undefined && ClientRequestToken !== token;
  // A later operation may have begun. If the token occurs nowhere, the newest operation is meant.
  const first = events.findIndex((event) => !isOther(event));
  const from = Math.max(0, first);
  const end = events.findIndex((event, at) => at >= from && isOwn(event) && start.test(event.ResourceStatus ?? ''));
  return { events: events.slice(from, end < 0 ? undefined : end + 1), isWhole: end >= 0 };
};

/**
 * The events of an operation, newest first, back to its start or to the limit of pages.
 * @returns the events of the pages before a page that cannot be read. It rejects if the first page cannot.
 */
export const eventsOf = async (ask: Ask, operation: Operation): Promise<readonly StackEvent[]> => {
  const all: StackEvent[] = [];
  let taken: ReturnType<typeof take> = { events: [], isWhole: false };
  let next: string | undefined;
  for (let page = 0; page < MAX_PAGES && !taken.isWhole && (page === 0 || next); page += 1) {
    const question = ask({
      service: CLOUDFORMATION,
      operation: 'DescribeStackEvents',
      input: { StackName: operation.stack, NextToken: next },
      read: (output) => read(EventsAnswer, output),
    });
    const answer = page === 0 ? await question : await question.catch(() => undefined);
    if (!answer) break;
    all.push(...answer.StackEvents);
    next = answer.NextToken || undefined;
    taken = take(all, operation);
  }
  return taken.events;
};

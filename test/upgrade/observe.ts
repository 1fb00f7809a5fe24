import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { published, stateChange } from '../e2e/events.ts';
import type { Inbox } from '../e2e/receiver.ts';

/** @throws Error after `seconds`. */
export const until = async (what: string, isDone: () => boolean | Promise<boolean>, seconds = 60): Promise<void> => {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(200);
  }
};

/** The end of a run of a pipeline, as it reaches the topic. */
export const ending = (pipeline: string, minutesAgo: number, state = 'FAILED'): string => {
  const at = new Date(Date.now() - minutesAgo * 60_000);
  const detail = { 'execution-id': randomUUID(), 'start-time': new Date(at.getTime() - 60_000).toISOString() };
  return published(stateChange('pipeline', pipeline, state, detail), at);
};

/** How often each delivery was accepted. */
export const acceptedBy = (inbox: Inbox): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { status, headers } of inbox.posts) {
    const id = String(headers['webhook-id']);
    if (status === 200) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
};

/** What an inbox got, as the documents of the webhook. */
export const documentsOf = (inbox: Inbox) => inbox.posts.map(({ body }) => JSON.parse(body).data);

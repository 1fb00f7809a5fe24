import { randomUUID } from 'node:crypto';
import { enrichSample, judgedSample, sampleAnswers } from '../samples/enrichment.ts';
import type { EventText } from './api.ts';
import { readText } from './event-text.ts';
import { RefusalError } from './refusal.ts';
import { seedHistory } from './seed-history.ts';
import type { Simulation } from './simulation.ts';

/** Messages on all queues together. */
const MAX_QUEUED = 2000;

const UNROUTED = 'AWS did not answer the router.';

/**
 * Publishes an event to the simulation's topic, and records it. An enriched event gets the answers of AWS that its
 * preview gets.
 * @param onArrival is called when the event is recorded and not routed yet.
 * @returns the id of the event's entry.
 * @throws RefusalError if the queues are full or the text is empty or too long.
 */
export const publish = async (
  { aws, relay, events, answers }: Simulation,
  event: EventText,
  now: () => Date,
  onArrival: () => void,
): Promise<string> => {
  const queued = aws.deliveries.size + aws.unrouted.size + aws.deadLetters.size;
  if (queued >= MAX_QUEUED) throw new RefusalError(409, 'The queues are full: reset the flow.');
  const messageId = randomUUID();
  const at = now();
  const read = await readText(event, at, messageId);
  if (event.enriched) answers.put({ id: read.id, found: sampleAnswers(judgedSample(read), at) });
  const shown = event.enriched ? await enrichSample(read, at) : read;
  if (shown.transition || event.enriched) {
    // The table may be switched off. The relay then routes the event without a transition.
    await seedHistory(aws, shown, now).catch(() => undefined);
  }
  const id = events.arrived(read, messageId, now());
  onArrival();
  const before = new Set(aws.unrouted.messages.map((message) => message.messageId));
  await relay.publish(event.text, event.subject, messageId);
  const waiting = aws.unrouted.messages.find(
    (message) => !before.has(message.messageId) && message.body.includes(messageId),
  );
  if (waiting) events.unrouted(messageId, UNROUTED, waiting.messageId, waiting.visibleAt);
  return id;
};

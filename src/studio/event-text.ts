import * as z from 'zod';
import { hasMore } from '../enrichment/enrich.ts';
import { eventSources } from '../events/index.ts';
import { occasionsOf } from '../model/moments.ts';
import { type Notification, Transition } from '../model/notification.ts';
import { enrichSample } from '../samples/enrichment.ts';
import { notificationOf } from '../samples/notification.ts';
import { headline, icon, plainText } from '../wording/words.ts';
import type { EventText, EventView } from './api.ts';
import { MAX_EVENT_BYTES } from './body.ts';
import { RefusalError } from './refusal.ts';

/** How long a subject has failed if a transition does not say it, in milliseconds. */
const DEFAULT_FAILING_MS = 3_600_000;

/** The event of a request. */
export const EventInput = z.strictObject({
  text: z.string(),
  subject: z.string().max(1000).optional(),
  transition: z
    .object({
      kind: Transition.shape.kind,
      count: z.int().min(1).max(1000).optional(),
      since: z.iso.datetime().optional(),
      retry: z.int().min(0).max(1000).optional(),
    })
    .optional(),
  enriched: z.boolean().optional(),
});

/** @throws RefusalError for a text that SNS would not accept. */
const checkText = (text: string): void => {
  if (text.trim() === '') throw new RefusalError(422, 'The event is empty.');
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) throw new RefusalError(413, 'An event has at most 256 KiB.');
};

/** Reads a text as the router does. @throws RefusalError if it is empty or too long. */
export const readText = async (
  { text, subject, transition }: EventText,
  now: Date,
  messageId?: string,
): Promise<Notification> => {
  checkText(text);
  const read = await notificationOf({ text, ...(subject !== undefined && { subject }) }, now, messageId);
  if (!transition) return read;
  const sinceMs = Date.parse(read.time) - (transition.kind === 'broken' ? 0 : DEFAULT_FAILING_MS);
  const since = new Date(sinceMs).toISOString();
  return { ...read, transition: { count: 1, since, ...definedFields(transition) } };
};

/** Reads a text as {@link readText} does, and enriches it with sample answers if the event asks for it. */
export const readShown = async (event: EventText, now: Date): Promise<Notification> => {
  const notification = await readText(event, now);
  return event.enriched ? enrichSample(notification, now) : notification;
};

const definedFields = ({ kind, count, since, retry }: NonNullable<EventText['transition']>) => ({
  kind,
  ...(count !== undefined && { count }),
  ...(since !== undefined && { since }),
  ...(retry !== undefined && { retry }),
});

/** The notification as the page shows it. */
export const eventView = async (notification: Notification): Promise<EventView> => ({
  notification,
  source: notification.source,
  icon: icon(notification),
  headline: headline(notification),
  summary: plainText(notification),
  occasions: occasionsOf(notification),
  enrichable: await hasMore(notification, eventSources),
});

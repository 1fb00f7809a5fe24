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

/** What a page sends as an event. */
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

/** @throws RefusalError for what SNS would not take. */
const checkText = (text: string): void => {
  if (text.trim() === '') throw new RefusalError(422, 'The event is empty: there is nothing to tell of.');
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) throw new RefusalError(413, 'An event has at most 256 KiB.');
};

/** Reads any text as the router would. @throws RefusalError if it is empty or too long. */
export const readText = async (
  { text, subject, transition }: EventText,
  now: Date,
  messageId?: string,
): Promise<Notification> => {
  checkText(text);
  const read = await notificationOf({ text, ...(subject !== undefined && { subject }) }, now, messageId);
  return transition ? { ...read, transition: { count: 1, since: read.time, ...withoutHoles(transition) } } : read;
};

/** Reads a text as {@link readText} does, with what AWS would tell of it if that is asked for. */
export const readShown = async (event: EventText, now: Date): Promise<Notification> => {
  const notification = await readText(event, now);
  return event.enriched ? enrichSample(notification, now) : notification;
};

const withoutHoles = ({ kind, count, since, retry }: NonNullable<EventText['transition']>) => ({
  kind,
  ...(count !== undefined && { count }),
  ...(since !== undefined && { since }),
  ...(retry !== undefined && { retry }),
});

/** What the relay reads in an event, for the page. */
export const eventView = async (notification: Notification): Promise<EventView> => ({
  notification,
  source: notification.source,
  icon: icon(notification),
  headline: headline(notification),
  summary: plainText(notification),
  occasions: occasionsOf(notification),
  asks: await hasMore(notification, eventSources),
});

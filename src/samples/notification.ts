import { readMessage, sourcesFor, toMessage } from '../events/index.ts';
import type { Example } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { withoutSecrets } from '../relay/without-secrets.ts';

/** Converts a text as the router would if it arrived on the topic. */
export const notificationOf = async (
  { text, subject, transition }: Pick<Example, 'text' | 'subject' | 'transition'>,
  now: Date,
  messageId: string = crypto.randomUUID(),
): Promise<Notification> => {
  const message = toMessage({ text, subject, messageId, publishedAt: now.toISOString() });
  const read = readMessage(message, await sourcesFor(message));
  return withoutSecrets(transition ? { ...read, transition } : read);
};

import type { EventSource, Message } from '../model/event-source.ts';
import type { Notification } from '../model/notification.ts';
import { codepipeline } from './codepipeline.ts';
import { codepipelineApproval } from './codepipeline-approval.ts';
import { generic } from './generic.ts';

const known: readonly EventSource[] = [codepipeline, codepipelineApproval];

/** Every event source. The first one that reads a message has it; the last one reads all. */
export const eventSources: readonly EventSource[] = [...known, generic];

/** Makes a notification of any message. It never throws for what a message holds. */
export const readMessage = (message: Message): Notification => {
  for (const source of known) {
    const notification = source.read(message);
    if (notification) return notification;
  }
  return generic.read(message);
};

/** A number or a word alone is somebody's text: reading it as JSON would lose the digits of a long one. */
const parse = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'number' || typeof value === 'boolean' ? text : value;
  } catch {
    // Not JSON is no fault: anyone may publish text.
    return text;
  }
};

const isAwsEvent = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'detail' in value &&
  ['detail-type', 'detailType'].some((type) => Object.hasOwn(value, type));

/** Fields looked at for an event inside another object. */
const MAX_FIELDS = 20;

/** An input transformer may put the original event under any name. One level down is where it is looked for. */
const unwrap = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || isAwsEvent(body)) return body;
  return Object.values(body).slice(0, MAX_FIELDS).find(isAwsEvent) ?? body;
};

/**
 * Makes a message of what SNS carried. A JSON string literal, which an input transformer makes of a template in quotes,
 * is unwrapped and read once more; so is an AWS event one level down in another object.
 */
export const toMessage = ({
  text,
  subject,
  messageId,
  publishedAt,
}: {
  text: string;
  subject?: string | null | undefined;
  messageId: string;
  publishedAt: string;
}): Message => {
  const once = parse(text);
  const body = typeof once === 'string' && once !== text ? parse(once) : once;
  return { body: unwrap(body), subject: subject ?? undefined, messageId, publishedAt };
};
